import { join, relative } from "node:path";
import type { ArtifactName, ArtifactOverride } from "../../infra/l1-contracts/artifacts";
import { readOperations } from "../../safes/cli/timelocked";
import { verifyFile } from "../../safes/cli/verify";
import { isGood } from "../../safes/cli/verify/verdict";
import type { Connection } from "../../safes/connection";
import { ProposalFolder } from "../../safes/proposal-folder";
import type { Proposal } from "../../safes/proposals/proposal-schema";
import { UserError } from "../../safes/user-error";
import { passTime } from "../chain";
import { projectDirectory, type RehearsalPaths } from "../paths";
import type { Workspace } from "../workspace";
import { type ActingSafe, alone } from "./acting-safe";
import { anotherBuild } from "./another-build";
import type { RehearsedOwners } from "./owners";
import { refused } from "./refused";

const upgraded: ArtifactName = "OptimismMintableERC20Factory";

/** The build to upgrade to, as `contracts.artifacts` names it. Written twice it is the same. */
export function writeUpgradeBuild({ root }: RehearsalPaths): ArtifactOverride {
  const directory = join(root, "another-build");
  return { ...anotherBuild(directory, [upgraded]), directory: relative(projectDirectory, directory) };
}

export interface UpgradeSetting {
  readonly connection: Connection;
  readonly upgrades: ActingSafe;
  readonly owners: RehearsedOwners;
  readonly paths: RehearsalPaths;
  readonly rpcUrl: string;
  readonly minDelaySeconds: number;
}

/** The proposal that the last `up` wrote for the changed artifact: reviewed, signed, scheduled, waited for, carried out. */
export async function carryOutUpgrade(setting: UpgradeSetting): Promise<string> {
  const { connection, upgrades, owners, rpcUrl, minDelaySeconds } = setting;
  const proposal = reviewUpgrade(setting);
  const operation = async () => {
    const [first] = await readOperations(await connection.read(), proposal);
    if (!first) throw new UserError({ what: "the upgrade's proposal schedules nothing", where: proposal.safeTxHash });
    return first;
  };
  const carryOut = async () => {
    const { operationId, execution } = await operation();
    const { to, data, value: valueWei } = execution;
    const isDone = async () => (await operation()).state === "done";
    const description = "carries out the upgrade";
    await connection.send(
      "rehearsal",
      [{ key: `upgrade ${operationId}`, to, data, valueWei, description, isDone }],
      alone,
    );
  };
  if ((await operation()).state === "unset") {
    await refused("an upgrade without signatures", /proposed|ready/, () => upgrades.execute(proposal));
    await upgrades.execute(await owners.signEnough(proposal));
  }
  if ((await operation()).state === "waiting") {
    await refused("an upgrade before its delay", /TimelockUnexpectedOperationState/, carryOut);
    await passTime(rpcUrl, minDelaySeconds);
  }
  if ((await operation()).state === "ready") await carryOut();
  const { state } = await operation();
  if (state !== "done") throw new UserError({ what: "the upgrade is not carried out", got: state, expected: "done" });
  const { threshold, owners: all } = proposal.before;
  return `${upgraded}: ${threshold} of ${all.length} signed, refused before ${minDelaySeconds} s, carried out`;
}

/** What a reviewer looks at: that the file is sound, and that one word of storage changes behind the delay. */
function reviewUpgrade({ connection, upgrades, paths }: UpgradeSetting): Proposal {
  const folder = new ProposalFolder(paths.proposals);
  const [proposal, ...others] = folder.load(connection.chainId, upgrades.address);
  if (!proposal || others.length > 0) {
    const got = `${proposal ? others.length + 1 : 0}`;
    throw new UserError({ what: "the up should have written one proposal of an upgrade", got });
  }
  const file = folder.fileOf(proposal);
  if (!isGood(verifyFile(file, {}))) throw new UserError({ what: "the proposal does not verify", where: file });
  const { simulation } = proposal;
  const changes = simulation.outcome === "success" ? (simulation.scheduled ?? []) : [];
  const labels = changes.flatMap(({ stateChanges }) => stateChanges.map(({ label }) => label ?? "unnamed"));
  const leading = labels.filter((label) => !label.startsWith("_timestamps["));
  if (leading.join() !== "implementation (EIP-1967)") {
    throw new UserError({
      what: "the proposal does not show that the proxy's implementation changes, and nothing else",
      where: file,
      got: leading.join(", ") || simulation.outcome,
    });
  }
  return proposal;
}

/** After the next `up`. @throws UserError unless every check of the contracts holds again. */
export async function requireVerified(workspace: Workspace): Promise<string> {
  const { resources = [] } = (await workspace.exportState()).deployment;
  const status = resources.find(({ type }) => type === "safes:index:Verification")?.outputs?.status;
  if (status === "verified") return "every check of the contracts holds";
  throw new UserError({ what: "the upgraded contracts are not verified", got: `${status}`, expected: "verified" });
}
