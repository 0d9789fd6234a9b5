import { recoverPendingOperations } from "../../rehearsal/recovery";
import type { Checkpoint, Workspace } from "../../rehearsal/workspace";

/** Notes the commands that a recovery gives. */
function fakeWorkspace(pending: Checkpoint["deployment"]["pending_operations"]) {
  const commands: string[] = [];
  const workspace: Pick<Workspace, "pulumi" | "exportState"> & { engine: Pick<Workspace["engine"], "refresh"> } = {
    pulumi: async (args) => {
      commands.push(args.join(" "));
      return "";
    },
    exportState: async () => ({ deployment: { pending_operations: pending ?? [] } }),
    engine: {
      refresh: async (args) => {
        commands.push(`refresh ${args.join(" ")}`);
        return {
          durationMs: 0,
          changes: {},
          changed: [],
          policyFindings: [],
          policiesPassed: 0,
          errors: [],
          warnings: [],
        };
      },
    },
  };
  return { workspace: workspace as Workspace, commands };
}

const creating = (urn: string) => ({ type: "creating", resource: { urn, type: "t", custom: true } });

describe("recovery after a killed up", () => {
  it("does nothing but unlock the stack when nothing is pending", async () => {
    const { workspace, commands } = fakeWorkspace([]);
    expect(await recoverPendingOperations(workspace, "testnet", () => undefined)).toBe(0);
    expect(commands).toEqual(["cancel --yes --stack testnet"]);
  });

  it("imports what the cloud made, and drops what it never made", async () => {
    const { workspace, commands } = fakeWorkspace([creating("urn:made"), creating("urn:lost")]);
    expect(
      await recoverPendingOperations(workspace, "testnet", (urn) => (urn === "urn:made" ? "vpc-1" : undefined)),
    ).toBe(2);
    expect(commands.slice(1)).toEqual([
      "refresh --import-pending-creates urn:made --import-pending-creates vpc-1",
      "refresh --clear-pending-creates",
    ]);
  });

  it("leaves interrupted updates and deletions to the next up", async () => {
    const { workspace, commands } = fakeWorkspace([{ ...creating("urn:u"), type: "updating" }]);
    expect(await recoverPendingOperations(workspace, "testnet", () => "x")).toBe(0);
    expect(commands).toHaveLength(1);
  });
});
