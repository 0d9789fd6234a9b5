import { writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { id, toQuantity, Wallet } from "ethers";
import { readProposal } from "../../../safes/proposal-folder";
import { createProposal, writeProposal } from "../../../safes/proposals/proposal";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import { startAnvil, type TestChain } from "../anvil";
import { Checkpoint } from "../provider/checkpoint";
import { GovernedSafe } from "../provider/governed-safe";
import { TestSession } from "../provider/session";
import { Operator } from "./operator";
import { runCli } from "./run-cli";

// On a busy machine.

const wallets = Array.from(
  { length: 7 },
  (_, index) => new Wallet(id(`owner ${index} of the Operations Safe of a test`)),
);
const [a, b, c, d, e, f, g] = wallets.map(({ address }) => address) as string[];

/** With a person at a terminal who answers whatever they are asked, or leaves. */
async function inFrontOfTerminal<Result>(answer: string | undefined, action: () => Promise<Result>): Promise<Result> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const before = { stdin: process.stdin, isTTY: process.stdout.isTTY };
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
  process.stdout.isTTY = true;
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    if (String(text).includes("Send it?")) answer === undefined ? stdin.end() : stdin.write(answer);
    return true;
  });
  try {
    return await action();
  } finally {
    write.mockRestore();
    process.stdout.isTTY = before.isTTY;
    Object.defineProperty(process, "stdin", { value: before.stdin, configurable: true });
  }
}

describe("an owner swap of a real Safe", () => {
  let chain: TestChain;
  let test: TestSession;
  let operator: Operator;
  let checkpoint: Checkpoint;
  let safe: GovernedSafe;
  let file: string;
  const wish = { owners: [a, b, c, d, e], threshold: 3, saltNonce: "1" };
  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
    operator = new Operator(test, wallets);
    checkpoint = await Checkpoint.create(test, "Safe", "operations", wish);
    safe = new GovernedSafe(test, checkpoint.id, wallets);
    await checkpoint.up({ ...wish, owners: [a, b, c, d, f] });
    file = operator.fileOf(checkpoint);
  });
  afterAll(async () => {
    operator.remove();
    test.remove();
    await chain.stop();
  });
  const list = (...args: readonly string[]) => operator.ask("list", safe.address, "--chain-id", "84532", ...args);

  it("verifies, and was simulated", async () => {
    const { code, out } = await runCli("verify", file);
    expect(code).toBe(0);
    expect(out).toContain(`owner ${e} is replaced by ${f}`);
    expect(out).toMatch(/simulation {2}succeeds on a fork of block \d+ with \d+ gas/);
  });

  it("waits for all owners at first, and nobody can execute it", async () => {
    const { code, out } = await operator.ask("status", file);
    expect(code).toBe(0);
    expect(out.replace(/0x\w+/g, "0x")).toMatchInlineSnapshot(`
"nonce 0: proposed: owner 0x is removed; owner 0x is added
  file        proposals/0-185238ba.proposal.json
  safeTxHash  0x
  missing     0x
              0x
              0x
              0x
              0x
  next        npm run safe -- verify proposals/0-185238ba.proposal.json, then sign"
`);
    expect(await operator.pay("execute", file)).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^the proposal cannot be executed now .*\n {2}got: {6}proposed\n/),
    });
  });

  it("takes a signature of a wallet, one of a rehearsal's key, and an approval on chain", async () => {
    const { safeTxHash } = readProposal(file);
    const signature = operator.walletOf(a as string).signingKey.sign(safeTxHash).serialized;
    expect(await runCli("sign", file, "--signature", signature)).toMatchObject({ code: 0 });
    process.env.JEJU_TEST_OWNER = operator.walletOf(b as string).privateKey;
    expect(await operator.ask("sign", file, "--key-variable", "JEJU_TEST_OWNER")).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${b} has signed (ecdsa): 2 of 3`),
    });
    expect(await operator.pay("execute", file)).toMatchObject({
      code: 2,
      err: expect.stringContaining("2 of 3 signed"),
    });
    await safe.approve(readProposal(file), c as string);
    const { out } = await operator.ask("status", file, "--json");
    expect(JSON.parse(out)).toMatchObject({ state: "ready", signed: [a, b, c], missing: [d, e], isPending: true });
    // The chain knows of it, the file does not.
    expect(readProposal(file).signatures).toHaveLength(2);
  });

  it("tells what an execution would send and cost, and sends nothing", async () => {
    const before = await test.sent();
    const { code, out, err } = await operator.ask("execute", file, "--dry-run");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(
      out
        .replaceAll(safe.address, "SAFE")
        .replace(/0x[0-9a-f]{40}/gi, "OWNER")
        .replace(/0x[0-9a-f]{40}/gi, "OWNER")
        .replace(/gas {4}\d+/, "gas    GAS")
        .replace(/at most [\d.]+/, "at most COST"),
    ).toMatchInlineSnapshot(`
"executes owner OWNER is removed; owner OWNER is added
  chain  84532
  from   anyone
  to     SAFE
  value  0.0 ETH
  data   740 bytes, 0x6a761202...
  gas    GAS
  cost   at most COST ETH
It goes through when it is tried on the chain as it is now.
Nothing was sent."
`);
    expect((await operator.pay("execute", file, "--dry-run")).out).toContain(`from   ${test.wallet.address}`);
    expect(await test.sent()).toBe(before);
    expect((await safe.observe()).nonce).toBe(0n);
  });

  it("is not sent by nobody", async () => {
    expect(await operator.ask("execute", file)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("nobody can send transactions"),
    });
  });

  it("is not sent when whoever sits in front of the terminal says no, or just leaves", async () => {
    const before = await test.sent();
    for (const answer of ["n\n", "\n", "yes please\n", undefined]) {
      const { code, err } = await inFrontOfTerminal(answer, () => operator.pay("execute", file));
      expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^nothing was sent\n/) });
    }
    expect(await test.sent()).toBe(before);
  });

  it("is executed once", async () => {
    const { code, out, err } = await operator.pay("execute", file);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/\ndone in block \d+: 0x[0-9a-f]{64}, 0\.\d+ ETH$/);
    expect([...(await safe.observe()).owners].sort()).toEqual([a, b, c, d, f].sort());
    const before = await test.sent();
    expect(await operator.pay("execute", file)).toMatchObject({
      code: 0,
      out: expect.stringContaining("is executed already"),
    });
    expect(await test.sent()).toBe(before);
    expect(await list()).toMatchObject({
      code: 0,
      out: expect.stringMatching(/next nonce 1[\s\S]*nonce 0: executed: /),
    });
    await checkpoint.up();
    expect(checkpoint.status).toBe("active");
  });

  it("waits for its turn while the Safe has not come to its nonce, however many have signed", async () => {
    const state = await safe.observe();
    const calls = [{ to: safe.address, value: 0n, data: "0x" }];
    const origin = { stack: "", urn: "" };
    const nonce = state.nonce + 2n;
    const created = { state, calls, nonce, origin, description: "too early", createdAt: "2026-01-01T00:00:00Z" };
    const early = `${test.directory}/early.proposal.json`;
    writeFileSync(early, writeProposal(createProposal(created)));
    await operator.signEnough(early);
    const before = await test.sent();
    expect(await operator.pay("execute", early)).toMatchObject({
      code: 2,
      err: expect.stringContaining("ready, behind 2 other nonces"),
    });
    expect(await test.sent()).toBe(before);
  });

  describe("that somebody regrets", () => {
    let regretted: string;
    let rejection: string;
    beforeAll(async () => {
      await checkpoint.up({ ...wish, owners: [a, b, c, d, g] });
      regretted = operator.fileOf(checkpoint);
    });

    it("is rejected by a proposal of the same nonce", async () => {
      const { code, out, err } = await operator.ask("reject", regretted);
      expect(code).toBe(0);
      expect(err).toContain("comes to nothing if this one is executed: its nonce 1 goes to 0x");
      rejection = safe.proposals
        .map((each) => safe.folder.nameOf(each))
        .find((name) => out.includes(name.split("/").at(-1) ?? "")) as string;
      expect(await runCli("verify", rejection)).toMatchObject({
        code: 0,
        out: expect.stringContaining("= nothing; uses up the nonce"),
      });
    });

    it("is listed with its rival, of which only one can happen", async () => {
      const { code, out } = await list();
      expect(code).toBe(0);
      expect(out.match(/only one of this and .* can be executed: they have the same nonce/g)).toHaveLength(2);
      const { proposals } = JSON.parse((await list("--json")).out);
      expect(proposals).toMatchObject([
        { nonce: "1", isPending: true, excludes: [expect.any(String)] },
        { nonce: "1", isPending: true, excludes: [expect.any(String)] },
        { nonce: "0", state: "executed", isPending: false, excludes: [] },
      ]);
    });

    it("keeps the signatures of the rejection when that is asked for again", async () => {
      await operator.signEnough(rejection);
      expect(await operator.ask("reject", regretted)).toMatchObject({ code: 0 });
      expect(readProposal(rejection).signatures).toHaveLength(3);
      expect(await operator.ask("reject", rejection)).toMatchObject({
        code: 1,
        err: expect.stringContaining("this proposal is a rejection itself"),
      });
    });

    it("is cancelled once the rejection is executed", async () => {
      expect(await operator.pay("execute", rejection)).toMatchObject({ code: 0 });
      expect((await operator.ask("status", regretted)).out).toMatch(/^nonce 1: cancelled: the owners rejected it: /);
      expect(await operator.pay("execute", regretted)).toMatchObject({
        code: 2,
        err: expect.stringContaining("cancelled"),
      });
      expect(await operator.ask("reject", regretted)).toMatchObject({
        code: 2,
        err: expect.stringContaining("there is nothing to reject: the nonce is used up"),
      });
      expect([...(await safe.observe()).owners].sort()).toEqual([a, b, c, d, f].sort());
    });
  });

  describe("that was planned for another Safe than there is by now", () => {
    it("is named as such, and refused before it is sent", async () => {
      await checkpoint.up({ ...wish, owners: [a, b, c, d, e] });
      const late = operator.fileOf(checkpoint);
      await operator.signEnough(late);
      const removal = safeAbi.encodeFunctionData("removeOwner", [c, d, 3]);
      await chain.rpc("anvil_impersonateAccount", safe.address);
      await chain.rpc("anvil_setBalance", safe.address, toQuantity(10n ** 18n));
      const order = (await safe.observe()).owners;
      const previous = order[order.indexOf(d as string) - 1];
      const data = previous === c ? removal : safeAbi.encodeFunctionData("removeOwner", [previous, d, 3]);
      await chain.rpc("eth_sendTransaction", { from: safe.address, to: safe.address, data });
      await chain.rpc("evm_mine");
      const { out } = await operator.ask("status", late);
      expect(out).toContain(`! it was planned for another Safe than there will be: owner ${d} is removed`);
      const before = await test.sent();
      const { code, err } = await operator.pay("execute", late);
      expect(code).toBe(2);
      expect(err).toMatch(/^it would fail: executes .*\n {2}got: {6}reverted with GS/);
      expect(await test.sent()).toBe(before);
    });
  });

  describe("where something is wrong with the question", () => {
    it.each<[string, () => readonly string[], number, RegExp]>([
      [
        "a chain that is another one",
        () => ["list", safe.address, "--chain-id", "8453"],
        1,
        /^an RPC endpoint is of another chain/,
      ],
      ["a chain id in words", () => ["list", safe.address, "--chain-id", "base"], 1, /^not a chain id \(--chain-id\)/],
      [
        "an address with a typing error",
        () => ["list", `${safe.address.slice(0, -1)}`, "--chain-id", "84532"],
        1,
        /^not an address/,
      ],
      [
        "an account without code",
        () => ["list", a as string, "--chain-id", "84532"],
        1,
        /there is no Safe at the address .*\n {2}got: {6}no contract/,
      ],
      [
        "a contract that is no Safe",
        () => ["list", "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7", "--chain-id", "84532"],
        1,
        /a contract that is no Safe/,
      ],
      ["a file that is gone", () => ["status", "gone.json"], 1, /^the file cannot be read \(gone.json\)/],
      [
        "a proposal that schedules nothing",
        () => ["execute-scheduled", file],
        1,
        /^the proposal schedules nothing in a timelock/,
      ],
      ["a proposal that cancels nothing", () => ["cancel", file], 1, /^the proposal schedules nothing in a timelock/],
    ])("says so: %s", async (_what, args, code, reason) => {
      const run = await operator.ask(...args());
      expect(run).toMatchObject({ code, out: "", err: expect.stringMatching(reason) });
      expect(run.err).not.toMatch(/^ {4}at /m);
    });
  });
});
