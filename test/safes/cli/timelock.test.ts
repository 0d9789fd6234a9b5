import { writeFileSync } from "node:fs";
import { id, Wallet, ZeroAddress, ZeroHash } from "ethers";
import type { Properties } from "../../../safes/plugin/provider";
import { readProposal } from "../../../safes/proposal-folder";
import { createProposal, writeProposal } from "../../../safes/proposals/proposal";
import { encodeSchedule } from "../../../safes/proposals/timelock-calls";
import { startAnvil, type TestChain } from "../anvil";
import { Checkpoint } from "../provider/checkpoint";
import { GovernedSafe } from "../provider/governed-safe";
import { TestSession } from "../provider/session";
import { Operator } from "./operator";
import { runCli } from "./run-cli";

// On a busy machine.

const hours = 3600;
const wallets = Array.from({ length: 9 }, (_, index) => new Wallet(id(`owner ${index} of a test with a timelock`)));
const addresses = wallets.map(({ address }) => address);

describe("a change of a timelock", () => {
  let chain: TestChain;
  let test: TestSession;
  let operator: Operator;
  let upgrades: string;
  let operations: string;
  let treasury: string;
  let timelock: Checkpoint;
  let wish: Properties;
  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
    operator = new Operator(test, wallets);
    const safe = async (name: string, first: number) => {
      const owners = addresses.slice(first, first + 3);
      return (await Checkpoint.create(test, "Safe", name, { owners, threshold: 2, saltNonce: `${first}` })).id;
    };
    upgrades = await safe("upgrades", 0);
    operations = await safe("operations", 3);
    treasury = await safe("treasury", 6);
    wish = {
      minDelaySeconds: 48 * hours,
      proposers: [upgrades],
      executors: [ZeroAddress],
      cancellers: [operations],
      salt: "1",
    };
    timelock = await Checkpoint.create(test, "Timelock", "timelock", wish);
  });
  afterAll(async () => {
    operator.remove();
    test.remove();
    await chain.stop();
  });

  const pass = async (seconds: number) => {
    await chain.rpc("evm_increaseTime", seconds);
    await chain.rpc("evm_mine");
  };
  /** Of a file that a command has named. */
  const fileIn = (out: string): string => {
    const name = /file +(?:proposals\/)?(\S+\.proposal\.json)/.exec(out)?.[1] as string;
    return `${test.directory}/proposals/84532-${operations}/${name}`;
  };
  const names = (text: string) =>
    text
      .replaceAll(timelock.id, "TIMELOCK")
      .replaceAll(operations, "OPERATIONS")
      .replaceAll(treasury, "TREASURY")
      .replace(/0x[0-9a-f]{64}/g, "HASH")
      .replace(/\d-[0-9a-f]{8}\./g, "FILE.")
      .replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, "TIME");

  describe("that waits for its delay", () => {
    let file: string;
    beforeAll(async () => {
      await timelock.up({ ...wish, minDelaySeconds: 72 * hours });
      file = operator.fileOf(timelock);
    });

    it("is not in the timelock while the Safe has not executed it", async () => {
      expect(await runCli("verify", file)).toMatchObject({
        code: 0,
        out: expect.stringContaining("= the delay becomes 72 h (259200 s)"),
      });
      const scheduled = await operator.pay("execute-scheduled", file);
      expect(scheduled).toMatchObject({ code: 2, out: "" });
      expect(names(scheduled.err)).toMatchInlineSnapshot(`
"the operation is not scheduled in the timelock (operation HASH in TIMELOCK)
  got:      the proposal is proposed
  fix:      an operation is scheduled when its proposal is executed, and gone when it is cancelled"
`);
      const cancelled = await operator.ask("cancel", file);
      expect(cancelled).toMatchObject({ code: 2, out: "" });
      expect(names(cancelled.err)).toMatchInlineSnapshot(`
"there is nothing to cancel in the timelock (HASH)
  got:      the proposal is proposed
  fix:      it is not in the timelock yet, its owners can reject it: npm run safe -- reject <file>"
`);
    });

    it("is refused before 48 h, with the time that is left", async () => {
      await operator.signEnough(file);
      expect(await operator.pay("execute", file)).toMatchObject({ code: 0, err: "" });
      const { code, out } = await operator.ask("status", file);
      expect(code).toBe(0);
      expect(names(out)).toMatchInlineSnapshot(`
"nonce 0: scheduled for TIME: schedules in the timelock: delay 172800 s -> 259200 s
  file        proposals/FILE.proposal.json
  safeTxHash  HASH
  operation   HASH in TIMELOCK: can be carried out in 2 d, from TIME on
  next        npm run safe -- execute-scheduled proposals/FILE.proposal.json --rpc-url <url> <url>"
`);

      await pass(1 * hours);
      const before = await test.sent();
      const refused = await operator.pay("execute-scheduled", file);
      expect(refused).toMatchObject({ code: 2, out: "" });
      expect(names(refused.err)).toMatch(
        /^the timelock's delay is not over .*\n {2}got: {6}can be carried out in 1 d 2[23] h, from TIME on\n/,
      );
      await pass(47 * hours - 200);
      expect((await operator.pay("execute-scheduled", file)).err).toMatch(/carried out in [123] min \d+ s, from/);
      expect(await test.sent()).toBe(before);
    });

    it("is carried out by anyone after 48 h, once", async () => {
      await pass(201);
      const dry = await operator.ask("execute-scheduled", file, "--dry-run");
      expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/from {3}anyone[\s\S]*Nothing was sent\.$/) });
      expect((await operator.ask("status", file)).out).toContain("can be carried out now");
      const done = await operator.pay("execute-scheduled", file);
      expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/done in block \d+: 0x/), err: "" });
      const before = await test.sent();
      expect(await operator.pay("execute-scheduled", file)).toMatchObject({
        code: 0,
        out: expect.stringContaining("is carried out already"),
      });
      expect(await test.sent()).toBe(before);
      expect((await operator.ask("status", file)).out).toMatch(/^nonce 0: executed: /);
      await timelock.up();
      expect(timelock.status).toBe("active");
      expect(await operator.ask("cancel", file)).toMatchObject({
        code: 2,
        err: expect.stringContaining("carried out"),
      });
    });
  });

  describe("that a canceller stops", () => {
    let file: string;
    beforeAll(async () => {
      await timelock.up({ ...wish, minDelaySeconds: 96 * hours });
      file = operator.fileOf(timelock);
      await operator.signEnough(file);
      expect(await operator.pay("execute", file)).toMatchObject({ code: 0 });
    });

    it("is not stopped by a Safe without the right", async () => {
      const { code, err } = await operator.ask("cancel", file, "--safe", treasury);
      expect(code).toBe(2);
      expect(names(err)).toMatchInlineSnapshot(`
"this Safe may not cancel in the timelock (TIMELOCK)
  got:      TREASURY
  expected: a Safe with the role of canceller
  fix:      name it: --safe <address>"
`);
    });

    it("is stopped by another Safe than the one that scheduled it, whose owners sign that", async () => {
      const { code, out } = await operator.ask("cancel", file, "--safe", operations);
      expect(code).toBe(0);
      const cancellation = fileIn(out);
      expect(readProposal(cancellation)).toMatchObject({ safe: operations, simulation: { outcome: "success" } });
      expect(await runCli("verify", cancellation)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/= operation 0x[0-9a-f]{64} is cancelled/),
      });
      await operator.signEnough(cancellation);
      // Asked for again it is the same file, with what it has collected.
      expect(fileIn((await operator.ask("cancel", file, "--safe", operations)).out)).toBe(cancellation);
      expect(readProposal(cancellation).signatures).toHaveLength(2);
      expect(await operator.pay("execute", cancellation)).toMatchObject({ code: 0 });
    });

    it("cannot be carried out any more, whatever time passes", async () => {
      await pass(200 * hours);
      const { code, err } = await operator.pay("execute-scheduled", file);
      expect(code).toBe(2);
      expect(err).toContain("the proposal is cancelled in the timelock");
      expect((await operator.ask("status", file)).out).toContain("cancelled in the timelock");
    });
  });

  describe("that pays somebody", () => {
    const receiver = new Wallet(id("somebody whom a timelock pays")).address;
    let file: string;
    beforeAll(async () => {
      const safe = new GovernedSafe(test, upgrades, wallets);
      const operation = { calls: [{ to: receiver, value: 5n, data: "0x" }], predecessor: ZeroHash, salt: id("pays") };
      file = `${test.directory}/payment.proposal.json`;
      const proposal = createProposal({
        state: await safe.observe(),
        calls: [encodeSchedule(timelock.id, operation, BigInt(72 * hours))],
        origin: { stack: "", urn: "" },
        description: "a payment",
        createdAt: "2026-01-01T00:00:00Z",
      });
      writeFileSync(file, writeProposal(proposal));
      await operator.signEnough(file);
      expect(await operator.pay("execute", file)).toMatchObject({ code: 0 });
      await pass(72 * hours);
    });

    it("takes it from the timelock, and from whoever carries it out only what is missing there", async () => {
      const dryRun = async () =>
        /value +(\S+) ETH/.exec((await operator.pay("execute-scheduled", file, "--dry-run")).out)?.[1];
      expect(await dryRun()).toBe("0.000000000000000005");
      await chain.rpc("anvil_setBalance", timelock.id, "0x3");
      await chain.rpc("evm_mine");
      expect(await dryRun()).toBe("0.000000000000000002");
      await chain.rpc("anvil_setBalance", timelock.id, "0x7");
      await chain.rpc("evm_mine");
      expect(await dryRun()).toBe("0.0");
      expect(await operator.pay("execute-scheduled", file)).toMatchObject({ code: 0 });
      expect(await chain.rpc("eth_getBalance", receiver, "latest")).toBe("0x5");
      expect(await chain.rpc("eth_getBalance", timelock.id, "latest")).toBe("0x2");
    });
  });
});
