import { UserError } from "../safes/user-error";
import { readRemaining } from "./clouds/remains";
import type { StackConfig } from "./stack-config";
import type { Checkpoint, Workspace } from "./workspace";

/**
 * What holds data is protected three times: by the engine (`protect`), by `retainOnDelete`, and by the clouds' own
 * deletion protection. `decommission` in the configuration takes all three away in one `up`, which no policy of a living
 * environment would let pass, so this one runs without the pack.
 */
export async function prepareTeardown(workspace: Workspace, config: StackConfig, stack: string, signal: AbortSignal) {
  config.set("decommission", true).save();
  await workspace.createEngine(false).up({ signal });
  await workspace.pulumi(["state", "unprotect", "--all", "--yes", "--stack", stack]);
}

/** Refuses when anything is left that the clouds would go on charging for; names what a cloud only deletes later. */
export function describeLeftovers(checkpoint: Checkpoint, cloudsDirectory: string): string {
  const inState = checkpoint.deployment.resources?.length ?? 0;
  const { living, scheduled } = readRemaining(cloudsDirectory);
  if (inState > 0 || living.length > 0) {
    throw new UserError({
      what: "destroy left resources behind",
      got: [`${inState} in the checkpoint, ${living.length} in the clouds`, ...living.map((urn) => `    ${urn}`)].join(
        "\n",
      ),
      expected: "none",
    });
  }
  return scheduled.length > 0
    ? `nothing left; ${scheduled.length} keys and secrets await their deletion window`
    : "nothing left";
}
