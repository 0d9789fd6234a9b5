import type { CheckpointResource } from "../../policies/reports/checkpoint";
import { readCheckpoint } from "../../policies/reports/checkpoint";
import { openCeremony } from "../../rehearsal/ceremony";
import { goldenState } from "../policies/golden/golden-state";
import { sharedPractice, sharedStack, sharedWorkspace } from "./shared-rehearsal";

/** Type, name and the properties that the program sets, one line each. */
function shapeOf(resources: readonly CheckpointResource[]): readonly string[] {
  const lines = resources.map(({ urn, inputs }) => {
    const properties = Object.keys(inputs ?? {}).filter((name) => !name.startsWith("__"));
    return `${urn.split("::").slice(2).join(" ")}: ${properties.sort().join(", ")}`;
  });
  return lines.sort();
}

// Should it fail because the program yields other resources: `npm run prove -- golden` rehearses and writes them anew.
test("the golden mainnet has the resources, and the properties, that the program yields now", async () => {
  const workspace = await sharedWorkspace();
  const exported = await workspace.pulumi(["stack", "export", "--stack", sharedStack]);
  const now = shapeOf(readCheckpoint(exported, sharedStack));
  // The golden one asks KMS for every account, this one was given those of the keys that a ceremony has made.
  const given = Object.keys(openCeremony(sharedPractice(), sharedStack).signers);
  const asked = given.map((role) => `safes:index:SignerAddress::jeju-${sharedStack}-${role}`);
  const golden = goldenState("mainnet").filter(({ urn }) => !asked.some((each) => urn.endsWith(each)));
  expect(goldenState("mainnet")).toHaveLength(golden.length + given.length);
  expect(shapeOf(golden)).toEqual(now);
});
