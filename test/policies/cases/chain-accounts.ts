import type { Described } from "../engine-stub";

/** Addresses of people, with the checksum of EIP-55. */
export const people = [
  "0xabCdef0aBcdeF0aBcDeF0aBCDEF0AbcdEf0abcDE",
  "0xABcDeF1abCdef1abcdef1AbCDef1abcDEf1AbCDe",
  "0xABCdEf2ABCDef2AbCdeF2AbcDEF2aBcDEF2ABCdE",
  "0xAbCdeF3aBcdEf3ABCDeF3abcdeF3aBCdeF3ABcdE",
  "0xaBcdEf4AbCDeF4aBCDeF4abCDEF4ABcdEf4abCDE",
  "0xABCdEf5abCDEf5aBCdEf5aBcdeF5aBCdef5abCde",
  "0xaBCdEF6abCDEF6aBcdef6AbCdef6abcDEF6abCdE",
  "0xABCDef7aBcDEF7abCDef7abCDeF7abcdef7abcdE",
  "0xABCdEF8AbcDEf8ABCDEf8aBcDef8aBCdeF8aBCDE",
] as const;
export const five = people.slice(0, 5);
export const zero = `0x${"0".repeat(40)}`;
/** Addresses of digits alone have no letters that a checksum could spell. */
export const place = (digit: number) => `0x${String(digit).repeat(40)}`;
export const hash = (digit: string) => `0x${digit.repeat(64)}`;

type Properties = Record<string, unknown>;

function onChain(type: string, name: string, inputs: Properties, outputs: Properties): Described {
  return { type: `safes:index:${type}`, name, inputs, outputs };
}

export const safe = (inputs: Properties, outputs: Properties = {}, name = "treasury") =>
  onChain("Safe", name, { owners: five, threshold: 3, saltNonce: "1", ...inputs }, { address: place(1), ...outputs });
export const timelock = (inputs: Properties, outputs: Properties = {}) =>
  onChain(
    "Timelock",
    "timelock",
    { minDelaySeconds: 172_800, proposers: [place(1)], executors: [place(1)], salt: "1", ...inputs },
    { address: place(2), ...outputs },
  );
export const compiler = { version: "0.8.15+commit.e14f2714", evmVersion: "london", optimizerRuns: 999_999 };
export const contract = (inputs: Properties = {}, outputs: Properties = {}) =>
  onChain(
    "Contract",
    "bridge",
    { artifact: "Bridge.json", creationCodeHash: hash("a"), compiler, salt: "0", ...inputs },
    { address: place(3), initCodeHash: hash("a"), ...outputs },
  );
export const deployer = (outputs: Properties = { address: place(4) }) =>
  onChain("SignerAddress", "jeju-deployer", { keyId: "alias/deployer", region: "us-east-1" }, outputs);
export const ownership = (inputs: Properties = {}, outputs: Properties = {}) =>
  onChain(
    "Ownership",
    "bridge-to-timelock",
    { contract: place(3), newOwner: place(2), ...inputs },
    { deployer: place(4), holder: place(2), status: "handed over", ...outputs },
  );
export const call = (inputs: Properties) =>
  onChain("Call", "setting", { to: place(3), function: "function set(uint256 value)", ...inputs }, { status: "done" });
export const verification = (checks: readonly unknown[] | unknown, outputs: Properties = {}) =>
  onChain("Verification", "verification", { checks }, { status: "verified", failures: [], waiting: [], ...outputs });
export const view = (name: string, expected: unknown) => ({
  kind: "view",
  id: `Bridge.${name}`,
  contract: place(3),
  function: `function ${name}() view returns (address)`,
  expected,
});
