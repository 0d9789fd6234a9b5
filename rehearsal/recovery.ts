import type { Workspace } from "./workspace";

/**
 * After a killed `up` the checkpoint may hold creations whose answer never arrived. The resource can exist in the cloud
 * all the same, and creating it again would fail or make a second one. So each is looked up where it would be and
 * imported under its id; one that the cloud does not know is dropped.
 */
export async function recoverPendingOperations(
  workspace: Workspace,
  stack: string,
  findId: (urn: string) => string | undefined,
): Promise<number> {
  await workspace.pulumi(["cancel", "--yes", "--stack", stack]);
  const { deployment } = await workspace.exportState();
  const pending = (deployment.pending_operations ?? []).filter((operation) => operation.type === "creating");
  if (pending.length === 0) return 0;
  const imports = pending.flatMap(({ resource }) => {
    const id = findId(resource.urn);
    return id === undefined ? [] : ["--import-pending-creates", resource.urn, "--import-pending-creates", id];
  });
  if (imports.length > 0) await workspace.engine.refresh(imports);
  await workspace.engine.refresh(["--clear-pending-creates"]);
  return pending.length;
}
