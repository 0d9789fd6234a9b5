import { recoverPendingOperations } from "../../rehearsal/recovery";
import type { Checkpoint, Workspace } from "../../rehearsal/workspace";

/** Notes the commands that a recovery gives. */
function fakeWorkspace(pending: Checkpoint["deployment"]["pending_operations"]) {
  const commands: string[] = [];
  const inputs: string[] = [];
  const workspace: Pick<Workspace, "pulumi" | "exportState"> & { engine: Pick<Workspace["engine"], "refresh"> } = {
    pulumi: async (args, input) => {
      commands.push(args.join(" "));
      if (input) inputs.push(input);
      return "";
    },
    exportState: async () => ({ deployment: { pending_operations: pending ?? [], resources: [] } }),
    engine: {
      refresh: async () => {
        commands.push("refresh");
        const none = { policyFindings: [], policiesPassed: 0, errors: [], warnings: [] };
        return { changes: {}, changed: [], ...none };
      },
    },
  };
  return { workspace: workspace as Workspace, commands, inputs };
}

const creating = (urn: string) => ({ type: "creating", resource: { urn, type: "t", custom: true } });

describe("recovery after a killed up", () => {
  it("does nothing but unlock the stack when nothing is pending", async () => {
    const { workspace, commands } = fakeWorkspace([]);
    expect(await recoverPendingOperations(workspace, "testnet", () => undefined)).toBe(0);
    expect(commands).toEqual(["cancel --yes --stack testnet"]);
  });

  it("takes in what the cloud made, and drops what it never made", async () => {
    const { workspace, commands, inputs } = fakeWorkspace([creating("urn:made"), creating("urn:lost")]);
    const findId = (urn: string) => (urn === "urn:made" ? "vpc-1" : undefined);
    expect(await recoverPendingOperations(workspace, "testnet", findId)).toBe(2);
    expect(commands.slice(1)).toEqual(["stack import --stack testnet", "refresh"]);
    expect(JSON.parse(inputs[0] ?? "").deployment).toEqual({
      resources: [{ urn: "urn:made", type: "t", custom: true, id: "vpc-1", outputs: {} }],
    });
  });

  it("leaves interrupted updates and deletions to the next up", async () => {
    const { workspace, commands } = fakeWorkspace([{ ...creating("urn:u"), type: "updating" }]);
    expect(await recoverPendingOperations(workspace, "testnet", () => "x")).toBe(0);
    expect(commands).toHaveLength(1);
  });
});
