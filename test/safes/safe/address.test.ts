import {
  getCompatibilityFallbackHandlerDeployment,
  getMultiSendCallOnlyDeployment,
  getMultiSendDeployment,
  getProxyFactoryDeployment,
  getSafeL2SingletonDeployment,
  getSafeSingletonDeployment,
} from "@safe-global/safe-deployments";
import { getAddress, hexlify, Wallet, ZeroAddress } from "ethers";
import fc from "fast-check";
import {
  predictProxyAddress,
  predictSafeAddress,
  type SafeOrigin,
  type SingletonKind,
} from "../../../safes/safe/address";
import { SAFE_VERSIONS, type SafeContractName, type SafeVersion, safeContracts } from "../../../safes/safe/contracts";
import published from "../vectors/addresses.json";
import creationCodes from "../vectors/proxy-creation-codes.json";

interface Published {
  readonly source: string;
  readonly version: keyof typeof creationCodes;
  readonly chainId: string;
  readonly factory: string;
  readonly singleton: string;
  readonly initializer: string;
  readonly saltNonce: string;
  readonly address: string;
  readonly owners?: readonly string[];
  readonly threshold?: string | number;
  readonly to?: string;
  readonly data?: string;
  readonly fallbackHandler?: string;
  readonly payment?: string;
}
// The JSON import widens its literals.
const vectors = published as unknown as readonly Published[];

describe("the address of a Safe", () => {
  it.each(vectors.map((vector) => [vector.version, vector.chainId, vector.address, vector] as const))(
    "of version %s on chain %s is the published %s",
    (version, _chainId, address, { factory, singleton, initializer, saltNonce }) => {
      const proxyCreationCode = creationCodes[version].code;
      const origin = { factory, singleton, proxyCreationCode, initializer, saltNonce: BigInt(saltNonce) };
      expect(predictProxyAddress(origin)).toBe(address);
    },
  );

  const plain = vectors.flatMap((vector) => {
    const origin = originOf(vector);
    return origin ? [[vector.address, vector.version as SafeVersion, origin] as const] : [];
  });

  it("is tried with 10 published Safes or more that have owners only", () => {
    expect(plain.length).toBeGreaterThanOrEqual(10);
  });

  it.each(plain)("follows from the owners alone: %s", (address, version, origin) => {
    expect(predictSafeAddress(origin, safeContracts(version))).toBe(address);
  });

  it("is another one for another order of the owners, threshold, salt nonce, singleton or handler", () => {
    const [one, other] = [Wallet.createRandom().address, Wallet.createRandom().address];
    const origin: SafeOrigin = {
      owners: [one, other],
      threshold: 1,
      fallbackHandler: ZeroAddress,
      singletonKind: "SafeL2",
      saltNonce: 0n,
    };
    const changed: SafeOrigin[] = [
      { ...origin, owners: [other, one] },
      { ...origin, threshold: 2 },
      { ...origin, saltNonce: 1n },
      { ...origin, singletonKind: "Safe" },
      { ...origin, fallbackHandler: one },
    ];
    const addresses = [origin, ...changed].map((each) => predictSafeAddress(each, safeContracts("1.4.1")));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each(SAFE_VERSIONS)("is another one for every other order of the owners, in %s", (version) => {
    const addresses = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => getAddress(hexlify(bytes)));
    const owners = fc.uniqueArray(addresses, { minLength: 2, maxLength: 9 });
    const orders = owners.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(orders, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), ([one, other], saltNonce) => {
        const addressOf = (list: readonly string[]) =>
          predictSafeAddress(
            { owners: list, threshold: 1, fallbackHandler: ZeroAddress, singletonKind: "SafeL2", saltNonce },
            safeContracts(version),
          );
        expect(addressOf(one) === addressOf(other)).toBe(one.join() === other.join());
      }),
    );
  });
});

/** Safes of the versions that we create, with nothing but owners and a handler in their setup. */
function originOf(vector: Published): SafeOrigin | undefined {
  const { version, owners, threshold, to, data, fallbackHandler, payment, singleton, factory } = vector;
  if (!SAFE_VERSIONS.some((known) => known === version) || !owners || to !== ZeroAddress) return undefined;
  if ((data ?? "0x") !== "0x" || BigInt(payment ?? 0) !== 0n) return undefined;
  const { contracts } = safeContracts(version as SafeVersion);
  const kinds: readonly SingletonKind[] = ["SafeL2", "Safe"];
  const singletonKind = kinds.find((kind) => contracts[kind].address === singleton);
  if (!singletonKind || contracts.SafeProxyFactory.address !== factory) return undefined;
  return {
    owners,
    threshold: Number(threshold),
    fallbackHandler: fallbackHandler ?? ZeroAddress,
    singletonKind,
    saltNonce: BigInt(vector.saltNonce),
  };
}

describe("Safe's own contracts", () => {
  const deployments: Readonly<Record<SafeContractName, typeof getSafeSingletonDeployment>> = {
    Safe: getSafeSingletonDeployment,
    SafeL2: getSafeL2SingletonDeployment,
    SafeProxyFactory: getProxyFactoryDeployment,
    CompatibilityFallbackHandler: getCompatibilityFallbackHandlerDeployment,
    MultiSend: getMultiSendDeployment,
    MultiSendCallOnly: getMultiSendCallOnlyDeployment,
  };

  it.each(SAFE_VERSIONS)("of version %s are built to the addresses and code hashes that Safe publishes", (version) => {
    for (const contract of Object.values(safeContracts(version).contracts)) {
      const official = deployments[contract.name]({ version })?.deployments.canonical;
      expect({ ...contract, creationCode: "" }).toEqual({
        name: contract.name,
        creationCode: "",
        address: official?.address,
        codeHash: official?.codeHash,
      });
    }
  });
});
