import type { CheckpointResource } from "../../policies/reports/checkpoint";
import { readCheckpoint } from "../../policies/reports/checkpoint";
import { goldenState } from "../policies/golden/golden-state";
import { sharedStack, sharedWorkspace } from "./shared-rehearsal";

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
  expect(shapeOf(goldenState("mainnet"))).toEqual(now);
});
