import { keccak256 } from "ethers";
import { safeContracts as pinned } from "../../../policies/governance/safes";
import { SAFE_VERSIONS, safeContracts } from "../../../safes/safe/contracts";

const proxies = {
  "1.4.1": "@safe-global/safe-contracts",
  "1.5.0": "@safe-global/safe-smart-account",
} as const;

test("the contracts that a Safe may run are those that Safe has published", () => {
  const published = SAFE_VERSIONS.map((version) => safeContracts(version).contracts);
  expect(pinned.versions).toEqual(SAFE_VERSIONS);
  expect([...pinned.singletons].sort()).toEqual(
    published.flatMap(({ Safe, SafeL2 }) => [Safe.address, SafeL2.address]).sort(),
  );
  expect(pinned.fallbackHandlers).toEqual(published.map((each) => each.CompatibilityFallbackHandler.address));
});

test("the proxy of a Safe is the one that Safe has published", () => {
  const hashes = SAFE_VERSIONS.map((version) => {
    const artifact = require(`${proxies[version]}/build/artifacts/contracts/proxies/SafeProxy.sol/SafeProxy.json`);
    return keccak256(artifact.deployedBytecode);
  });
  expect(pinned.proxyCodeHashes).toEqual(hashes);
});
