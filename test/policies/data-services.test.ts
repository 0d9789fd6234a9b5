import { dataServicePolicies, encryptedTypes } from "../../policies/data-services";
import { zonedStores } from "../../policies/data-services/zoned-stores";
import { zonedWorkloads } from "../../policies/data-services/zoned-workloads";
import { key, vpc } from "./cases/places";
import {
  encryptionFaults,
  encryptionUnknowns,
  shortOf,
  soundEncrypted,
  soundZoned,
  threeZones,
  unencrypted,
  unzoned,
  zoneFaults,
  zoneUnknowns,
} from "./data-service-faults";
import type { Described } from "./engine-stub";
import { say } from "./rules/pure-judge";

const rows = [
  ...encryptedTypes.map((row) => ({
    name: [shortOf(row.type), ...row.keys].join(" "),
    policies: dataServicePolicies.filter(({ id }) => id === "data-encrypted-cmk"),
    sound: [soundEncrypted(row), ...unencrypted(row)],
    faults: encryptionFaults(row),
    unknowns: encryptionUnknowns(row),
  })),
  ...[...zonedStores, ...zonedWorkloads].map((row) => ({
    name: `${shortOf(row.type)} over zones`,
    policies: dataServicePolicies.filter(({ id }) => id.endsWith("-multi-az")),
    sound: [soundZoned(row), ...unzoned(row)],
    faults: zoneFaults(row),
    unknowns: zoneUnknowns(row),
  })),
];

describe.each(rows.map((row) => [row.name, row] as const))("%s", (_, { policies, sound, faults, unknowns }) => {
  const messagesOn = (described: Described) =>
    policies
      .flatMap((policy) => say(policy, [vpc, ...threeZones, key, described], "preview"))
      .map(({ outcome, message }) => `${outcome}: ${message}`);

  test("passes as it should be, and where there is nothing to encrypt or to spread", () => {
    expect(sound.flatMap(messagesOn)).toEqual([]);
  });

  test("is refused for each fault by itself, and for nothing else", () => {
    for (const { described, found } of faults) {
      expect(messagesOn(described)).toEqual(found.map((words) => expect.stringContaining(`\n  found: ${words}`)));
    }
  });

  test("is undecided, and not refused, while a property is unknown", () => {
    for (const described of unknowns) {
      expect(messagesOn(described)).toEqual([expect.stringMatching(/^undecided/)]);
    }
  });
});
