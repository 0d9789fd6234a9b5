import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { openL2Artifacts } from "../../../infra/l2/artifacts";
import { createGenesis } from "../../../infra/l2/genesis";
import { PREDEPLOYS } from "../../../infra/l2/predeploys";
import { addressOf, jeju } from "./chain-parameters";

const root = join(__dirname, "..", "..", "..");

describe("the genesis state", () => {
  // In a process of its own: an EVM written in JavaScript runs sixteen times as long within jest.
  it("is, account by account, what L2Genesis.s.sol makes of the same parameters", () => {
    const proof = ["--require", "tsx/cjs", join(root, "test", "prove.ts"), "genesis"];
    expect(execFileSync(process.execPath, proof, { cwd: root, encoding: "utf8" })).toContain('{"accounts":2334}');
  }, 180_000);

  it("lacks nothing but OP's token when nobody owns that", () => {
    const [complete, ours] = [{ ...jeju, governanceTokenOwner: addressOf(11) }, jeju].map(
      (parameters) => createGenesis(parameters, openL2Artifacts()).state,
    );
    expect([...(complete?.keys() ?? [])].filter((address) => !ours?.has(address))).toEqual([
      PREDEPLOYS.GovernanceToken,
    ]);
  });
});
