import type { PolicyCases } from "../case";
import { type Described, unknown } from "../engine-stub";

const address = (digit: string) => `0x${digit.repeat(40)}`;
const five = ["a", "b", "c", "d", "e"].map(address);
const safe = (inputs: Record<string, unknown>): Described => ({
  type: "safes:index:Safe",
  name: "treasury",
  inputs: { owners: five, threshold: 3, saltNonce: "1", ...inputs },
  protect: true,
});
const timelock = (minDelaySeconds: unknown): Described => ({
  type: "safes:index:Timelock",
  name: "upgrades",
  inputs: { minDelaySeconds, proposers: [address("a")], executors: [address("0")], salt: "1" },
});

export const governanceCases: readonly PolicyCases[] = [
  {
    policy: "chain-safe-threshold",
    good: { "three of five": [safe({})], "four of five": [safe({ threshold: 4 })] },
    bad: {
      "half of the owners": {
        resources: [safe({ owners: [...five, address("f")] })],
        found: /threshold is 3 of 6 owners/,
      },
      "all owners": { resources: [safe({ threshold: 5 })], found: /threshold is 5 of 5 owners/ },
      "two of three": {
        resources: [safe({ owners: five.slice(0, 3), threshold: 2 })],
        found: /threshold is 2$/m,
      },
    },
    unknown: {
      "a threshold that another resource computes": [safe({ threshold: unknown })],
      "owners that another resource computes": [safe({ owners: unknown })],
    },
  },
  {
    policy: "chain-safe-owner-count",
    good: { "five owners": [safe({})] },
    bad: { "four owners": { resources: [safe({ owners: five.slice(1) })], found: /owners has 4 addresses/ } },
    unknown: { "owners that another resource computes": [safe({ owners: unknown })] },
  },
  {
    policy: "chain-safe-owners-valid",
    good: { "five addresses": [safe({})] },
    bad: {
      "an owner named twice, in other letters": {
        resources: [safe({ owners: [...five, `0x${"A".repeat(40)}`] })],
        found: /owners\[5\] is named before already/,
      },
      "the zero address": {
        resources: [safe({ owners: [...five, address("0")] })],
        found: /owners\[5\] is no address/,
      },
      "the end of a Safe's list": {
        resources: [safe({ owners: [`0x${"0".repeat(39)}1`, ...five] })],
        found: /owners\[0\] is no address/,
      },
      "a name": { resources: [safe({ owners: ["ada.eth", ...five] })], found: /owners\[0\] is no address/ },
    },
    unknown: { "an owner that another resource computes": [safe({ owners: [...five, unknown] })] },
  },
  {
    policy: "chain-timelock-delay",
    good: { "two days": [timelock(172_800)] },
    bad: { "a second less": { resources: [timelock(172_799)], found: /minDelaySeconds is 172799/ } },
    unknown: { "a delay that another resource computes": [timelock(unknown)] },
  },
];
