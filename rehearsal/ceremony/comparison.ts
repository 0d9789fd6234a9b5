import { compareWithChain, differences, stackOutputs } from "../../keys-ceremony/compare";
import type { RehearsalPaths } from "../paths";
import { ProofFailure } from "../proof-failure";
import type { Workspace } from "../workspace";
import { keptState } from "./kept-state";

/** @throws ProofFailure unless everybody has the role on chain that the transcript says, rotations included */
export async function provePublished(paths: RehearsalPaths, workspace: Workspace, rpcUrl: string): Promise<string> {
  const outputs = stackOutputs.parse(await workspace.outputs());
  const compared = await compareWithChain(keptState(paths), outputs, rpcUrl);
  const differing = differences(compared);
  if (differing.length === 0) return `${compared.length} of ${compared.length} as published`;
  throw new ProofFailure({
    what: "who has which role on chain is not what the transcript says",
    got: differing.map(({ what, found }) => `${what}: ${found}`).join("\n            "),
    expected: differing.map(({ what, expected }) => `${what}: ${expected}`).join("\n            "),
  });
}
