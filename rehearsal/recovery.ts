import type { Workspace } from "./workspace";

/**
 * After a killed `up` the checkpoint may hold creations whose answer never arrived. The resource can exist in the cloud
 * all the same, and creating it again would fail or make a second one. So each is looked up where it would be and taken
 * into the checkpoint under its id, which the refresh then completes; one that the cloud does not know is dropped.
 */
export async function recoverPendingOperations(
  workspace: Workspace,
  stack: string,
  findId: (urn: string) => string | undefined,
): Promise<number> {
  await workspace.pulumi(["cancel", "--yes", "--stack", stack]);
  const checkpoint = await workspace.exportState();
  const { pending_operations: pending = [], resources = [], ...rest } = checkpoint.deployment;
  const creations = pending.filter((operation) => operation.type === "creating");
  if (creations.length === 0) return 0;
  const made = creations.flatMap(({ resource }) => {
    const id = findId(resource.urn);
    return id === undefined ? [] : [{ ...resource, id, outputs: { ...resource.outputs } }];
  });
  const deployment = { ...rest, resources: [...resources, ...made] };
  await workspace.pulumi(["stack", "import", "--stack", stack], JSON.stringify({ ...checkpoint, deployment }));
  await workspace.engine.refresh([]);
  return creations.length;
}
