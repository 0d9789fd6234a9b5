import type { Properties } from "../../../safes/plugin/provider";
import { InitializationFailed, UNKNOWN } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import { FaultyRpc } from "../faulty-rpc";
import { resourceOf, TestSession } from "./session";

const verification = resourceOf("Verification", "contracts");
const contract = "0x00000000000000000000000000000000000A11cE";
/** Answers 42 to whatever it is asked. */
const code = "0x602a60005260206000f3";
const codeHash = "0x1eea31eaa22f3dec0f5d99db35d37bb3ca0adfb7f3a0f2ee23a9b9e8e7e7e5bb";
const slot = `0x${"0".repeat(63)}7`;

const answer = (expected: unknown, id = "Oracle.answer") => ({
  kind: "view",
  id,
  contract,
  function: "function answer() view returns (uint256)",
  expected,
});
const flag = (expected: string, moment = "always") => ({
  kind: "storage",
  id: "Oracle.flag",
  contract,
  slot,
  offset: 20,
  length: 1,
  expected,
  moment,
});

let chain: TestChain;
let test: TestSession;
beforeAll(async () => {
  chain = await startAnvil(84532);
  test = await TestSession.open(chain);
  await chain.rpc("anvil_setCode", contract, code);
  await chain.rpc("anvil_setStorageAt", contract, slot, `0x${"0".repeat(22)}01${"ab".repeat(20)}`);
  await chain.rpc("evm_mine");
});
beforeEach(() => {
  test.messages.length = 0;
});
afterAll(async () => {
  test.remove();
  await chain.stop();
});

const failureOf = async (checks: readonly unknown[], others: Properties = {}) => {
  const outcome = await test.create(verification, { checks, ...others }).catch((error: Error) => error);
  if (outcome instanceof InitializationFailed) return outcome;
  throw outcome;
};

describe("a verification", () => {
  it("holds when every check does, and sends nothing", async () => {
    const owner = { kind: "storage", id: "Oracle.owner", contract, slot, length: 20, expected: `0x${"Ab".repeat(20)}` };
    const { id, outputs } = await test.create(verification, { checks: [answer("42"), flag("0x01"), owner] });
    expect({ id, outputs }).toEqual({ id: "contracts", outputs: { status: "verified", failures: [], waiting: [] } });
    expect(test.messages).toEqual(["contracts: 3 of 3 checks hold"]);
    expect(await test.sent()).toBe(0);
  });

  it("names every check that fails, and stays in the state as one that is to be repeated", async () => {
    const checks = [
      answer(43),
      answer(42, "Oracle.other"),
      flag("0x00"),
      { kind: "code", id: "Oracle.code", contract, expected: codeHash },
    ];
    const { outputs, message } = await failureOf(checks);
    expect(message.replace(/0x[0-9a-f]{64}/g, "HASH")).toMatchInlineSnapshot(`
"contracts: 3 of 4 checks fail
  got:      
    Oracle.answer (0x00000000000000000000000000000000000A11cE): expected 43, got 42
    Oracle.flag (0x00000000000000000000000000000000000A11cE): expected 0x00, got 0x01
    Oracle.code (0x00000000000000000000000000000000000A11cE): expected HASH, got HASH
  fix:      find out why before anybody uses the contracts: a wrong expectation belongs into the program, a wrong state to whoever owns the contract"
`);
    expect(outputs.failures).toHaveLength(3);
    const old = { id: "contracts", inputs: { checks }, outputs };
    expect(await test.session.diff(verification, "contracts", old, { checks }, [])).toEqual({
      changes: { status: "update" },
    });
  });

  it("asks again at a refresh, except what held at the beginning only", async () => {
    const inputs = { checks: [answer(42), flag("0x01", "creation")] };
    const { outputs } = await test.create(verification, inputs);
    await chain.rpc("anvil_setStorageAt", contract, slot, `0x${"0".repeat(64)}`);
    const unchanged = await test.session.read(verification, "contracts", { inputs, outputs });
    expect(unchanged?.outputs).toEqual(outputs);
    await chain.rpc("anvil_setCode", contract, code.replace("2a", "2b"));
    const changed = await test.session.read(verification, "contracts", { inputs, outputs });
    expect(changed?.outputs).toEqual({
      status: "1 failed",
      failures: [{ id: "Oracle.answer", contract, expected: "42", found: "43" }],
      waiting: [],
    });
    await chain.rpc("anvil_setCode", contract, code);
    await chain.rpc("anvil_setStorageAt", contract, slot, `0x${"0".repeat(22)}01${"ab".repeat(20)}`);
  });

  it("says at preview that its checks follow, while a contract is still to come", async () => {
    const later = { ...answer(42), contract: "0x000000000000000000000000000000000000dEaD" };
    const { outputs } = await test.create(verification, { checks: [later, answer(42, "other")] }, true);
    expect(outputs).toEqual({ status: UNKNOWN, failures: UNKNOWN, waiting: UNKNOWN });
    expect(test.messages).toEqual(["contracts: 2 checks follow the update"]);
  });

  it("waits at preview for what is not known yet", async () => {
    const { outputs } = await test.create(verification, { checks: [{ ...answer(42), contract: UNKNOWN }] }, true);
    expect(outputs.status).toBe(UNKNOWN);
  });

  it("warns at preview of what is wrong already", async () => {
    await test.create(verification, { checks: [answer(43)] }, true);
    expect(test.messages).toEqual([
      expect.stringContaining(
        `contracts: 1 of 1 checks fail\n  got:      \n    Oracle.answer (${contract}): expected 43, got 42`,
      ),
    ]);
  });

  it("fails for nothing that owners still have to bring about, and says how far that is", async () => {
    const waits = (status: string) => [{ checks: ["Oracle.answer"], status }];
    const checks = [answer(43), flag("0x01")];
    const { outputs } = await test.create(verification, { checks, waits: waits("2 of 5 signed") });
    expect(outputs).toEqual({
      status: "waits for owners",
      failures: [],
      waiting: [{ id: "Oracle.answer", contract, expected: "43", found: "42", status: "2 of 5 signed" }],
    });
    expect(test.messages).toEqual([
      `contracts: 1 checks wait for owners\n  Oracle.answer (${contract}): expected 43, got 42: 2 of 5 signed`,
      "contracts: 1 of 2 checks hold",
    ]);
    const old = { id: "contracts", inputs: { checks, waits: waits("proposed") }, outputs };
    expect(await test.session.diff(verification, "contracts", old, old.inputs, [])).toEqual({ changes: {} });
    await chain.rpc("anvil_setCode", contract, code.replace("2a", "2b"));
    expect(await test.session.diff(verification, "contracts", old, old.inputs, [])).toEqual({
      changes: { status: "update" },
    });
    await chain.rpc("anvil_setCode", contract, code);
    // What is said to be done has to hold, and so does everything else.
    expect((await failureOf(checks, { waits: waits("done") })).outputs.status).toBe("1 failed");
    const others = await failureOf([answer(43), flag("0x00")], { waits: waits("proposed") });
    expect(others.outputs).toMatchObject({ status: "1 failed", failures: [{ id: "Oracle.flag" }] });
  });

  it("takes another expectation by way of exception, and says so every time", async () => {
    const overrides = [{ id: "Oracle.answer", expected: "42", reason: "until the upgrade of March is through" }];
    const { outputs } = await test.create(verification, { checks: [answer(43)], overrides });
    expect(outputs.status).toBe("verified");
    expect(test.messages[0]).toBe(
      'contracts: Oracle.answer is expected to be "42" by way of exception: until the upgrade of March is through',
    );
  });

  it.each<[string, Properties, string]>([
    [
      "an exception to no check",
      { checks: [answer(42)], overrides: [{ id: "Oracle.anwser", expected: 1, reason: "a reason of some length" }] },
      "overrides[0].id is Oracle.anwser, which is no check",
    ],
    [
      "a wait for no check",
      { checks: [answer(42)], waits: [{ checks: ["Oracle.anwser"], status: "proposed" }] },
      "waits[0].checks has Oracle.anwser, which is no check",
    ],
    [
      "an exception without a reason",
      { checks: [answer(42)], overrides: [{ id: "Oracle.answer", expected: 1, reason: "" }] },
      "overrides[0].reason expected a sentence that says why, and until when",
    ],
    ["two checks with one id", { checks: [answer(42), answer(42)] }, "checks[1].id is Oracle.answer, as checks[0]"],
    [
      "an expectation that the view cannot meet",
      { checks: [answer("many")] },
      "checks[0] Oracle.answer: what is expected does not fit what the function returns",
    ],
    [
      "a question that may change the contract",
      { checks: [{ ...answer(42), function: "function answer() returns (uint256)" }] },
      "expected a view and what it returns",
    ],
  ])("is refused with %s", async (_what, inputs, reason) => {
    await expect(test.create(verification, inputs, true)).rejects.toThrow(reason);
  });

  it("believes no endpoint alone", async () => {
    const liar = await FaultyRpc.start(chain.url);
    liar.fault = ({ method }) =>
      method === "eth_call" ? { kind: "answer", change: () => `0x${"0".repeat(63)}1` } : undefined;
    await test.configure({ rpcUrls: JSON.stringify([chain.url, liar.url]) });
    await expect(test.create(verification, { checks: [answer(42)] })).rejects.toThrow(
      "the RPC endpoints disagree on eth_call",
    );
    await expect(test.create(verification, { checks: [answer(1)] })).rejects.toThrow(
      "the RPC endpoints disagree on eth_call",
    );
    await test.configure();
    await liar.stop();
  });
});
