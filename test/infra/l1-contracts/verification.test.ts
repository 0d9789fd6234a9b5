import type { FailedCheck } from "../../../safes/sdk";
import { startAnvil, type TestChain } from "../../safes/anvil";
import { resourceOf, TestSession } from "../../safes/provider/session";
import { artifactOf, sendMined } from "./chain-reader";
import { Hands } from "./hands";
import { accountOf } from "./l1-parameters";
import type { ProgramRun } from "./program";
import { deploySet, type SetOnChain } from "./set-on-chain";
import { wrongStates } from "./wrong-states";

const identity = resourceOf("Verification", "verification");

let chain: TestChain;
let test: TestSession;
let run: ProgramRun<SetOnChain>;
let hands: Hands;
beforeAll(async () => {
  chain = await startAnvil(8453);
  test = await TestSession.open(chain);
  run = await deploySet(test);
  hands = new Hands(chain, run.outputs, test.wallet.address);
});
afterAll(async () => {
  test.remove();
  await chain.stop();
});

/** What a refresh finds. */
async function failures(): Promise<readonly string[]> {
  const state = run.states.get("verification");
  if (!state) throw new Error("there is no verification");
  const found = await test.session.read(identity, state.id, state);
  const failed = (found?.outputs.failures ?? []) as readonly FailedCheck[];
  return failed.map(({ id }) => id).sort();
}

describe("the verification of the contracts", () => {
  it("makes more than 120 checks, which all hold after the deployment", async () => {
    const { inputs, outputs } = run.states.get("verification") ?? {};
    const checks = inputs?.checks as readonly { id: string }[];
    console.log(`${checks.length} checks, ${wrongStates.length} wrong states`);
    expect(checks.length).toBeGreaterThan(120);
    expect(outputs).toEqual({ status: "verified", failures: [], waiting: [] });
    expect(await failures()).toEqual([]);
  });

  it("still holds when outputs are proposed and deposits are made", async () => {
    const snapshot = await chain.rpc("evm_snapshot");
    const { L2OutputOracle: oracle, OptimismPortal: portal } = run.outputs.addresses;
    const noBlock = [`0x${"0".repeat(64)}`, 0] as const;
    const root = `0x${"11".repeat(32)}`;
    await hands.as(accountOf("proposer"), oracle, "L2OutputOracle", "proposeL2Output", root, 1_800, ...noBlock);
    const deposit = artifactOf("OptimismPortal").abi.encodeFunctionData("depositTransaction", [
      oracle,
      1,
      100_000,
      false,
      "0x",
    ]);
    const [from = ""] = await chain.rpc<string[]>("eth_accounts");
    await sendMined(chain, { from, to: portal, data: deposit, value: "0x1" });
    expect(await failures()).toEqual([]);
    await chain.rpc("evm_revert", snapshot);
  });

  it("is tried on more than 40 wrong states", () => {
    expect(wrongStates.length).toBeGreaterThan(40);
  });

  it.each(wrongStates)("reports $what", async ({ make, reportedBy }) => {
    const snapshot = await chain.rpc("evm_snapshot");
    try {
      await make(hands);
      await chain.rpc("evm_mine");
      expect(await failures()).toEqual([...reportedBy].sort());
    } finally {
      await chain.rpc("evm_revert", snapshot);
    }
  });
});
