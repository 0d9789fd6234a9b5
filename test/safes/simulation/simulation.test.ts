import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id, Wallet, ZeroHash } from "ethers";
import { planChanges } from "../../../safes/proposals/changes";
import { composeTransaction } from "../../../safes/proposals/composition";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import type { SafeState } from "../../../safes/proposals/safe-state";
import { encodeSchedule, operationId } from "../../../safes/proposals/timelock-calls";
import type { SafeCall } from "../../../safes/proposals/transaction";
import { type SimulationOptions, simulateOnFork } from "../../../safes/simulation";
import type { ObservableState } from "../../../safes/simulation/fork";
import { startAnvil, type TestChain } from "../anvil";
import { FaultyRpc } from "../faulty-rpc";
import { GovernedSafe } from "../provider/governed-safe";
import { resourceOf, TestSession } from "../provider/session";

const wallets = Array.from({ length: 4 }, (_, index) => new Wallet(id(`owner ${index} of a simulated Safe`)));
const [a, b, c, d] = wallets.map(({ address }) => address) as [string, string, string, string];

let chain: TestChain;
let test: TestSession;
let safe: GovernedSafe;
let state: SafeState;
beforeAll(async () => {
  chain = await startAnvil(84532);
  test = await TestSession.open(chain);
  const { id: address } = await test.create(resourceOf("Safe", "simulated"), {
    owners: [a, b, c],
    threshold: 2,
    saltNonce: "1",
  });
  safe = new GovernedSafe(test, address, wallets);
  state = await safe.observe();
});
afterAll(async () => {
  test.remove();
  await chain.stop();
});

const swapped = () => ({ ...state, owners: [a, b, d] });
const swap = () => composeTransaction(planChanges(state, swapped()), state, { nonce: state.nonce });
const payment = (valueWei: bigint, nonce = state.nonce) =>
  composeTransaction([{ to: a, value: valueWei, data: "0x" }], state, { nonce });

function simulate(options: Partial<SimulationOptions> = {}) {
  return simulateOnFork({ rpcUrls: [chain.url], safe: state, transaction: swap(), ...options });
}

describe("a simulation", () => {
  it("tells the events, the gas and what the Safe is afterwards, and leaves the chain as it was", async () => {
    const simulation = await simulate();
    if (simulation.outcome !== "success") throw new Error(simulation.reason);
    expect(simulation.after.owners.toSorted()).toEqual([a, b, d].toSorted());
    expect(simulation.events).toEqual([
      `RemovedOwner(${c}) of ${safe.address}`,
      `AddedOwner(${d}) of ${safe.address}`,
      expect.stringMatching(/^ExecutionSuccess\(0x/),
    ]);
    expect(simulation.gasUsed).toBeGreaterThan(50_000n);
    expect(await safe.observe()).toEqual(state);
  });

  it("tells why it would revert", async () => {
    expect(await simulate({ transaction: payment(10n ** 30n) })).toMatchObject({
      outcome: "revert",
      reason: expect.stringMatching(/^reverted with GS013/),
    });
  });

  it("executes before it what comes before it", async () => {
    const transaction = composeTransaction(planChanges({ ...state, owners: [a, b, d] }, state), state, { nonce: 1n });
    const precededBy = [swap()];
    const owners = (await safe.observe()).owners;
    expect(await simulate({ transaction, precededBy })).toMatchObject({ outcome: "success", after: { owners } });
  });

  it("blames an earlier one that fails, not this one", async () => {
    expect(await simulate({ transaction: payment(0n, 1n), precededBy: [payment(10n ** 30n)] })).toEqual({
      outcome: "none",
      reason: expect.stringMatching(/^nonce 0, which comes before it, reverted with GS013/),
    });
  });

  it("does not take a transaction whose turn has passed for one that fails", async () => {
    expect(await simulate({ transaction: payment(0n, 5n) })).toEqual({
      outcome: "none",
      reason: "its nonce is 5, and the Safe's next one on the fork is 0",
    });
  });
});

describe("a simulation of what is scheduled in a timelock", () => {
  let timelock: string;
  beforeAll(async () => {
    const wish = { minDelaySeconds: 3600, proposers: [safe.address], executors: [safe.address], salt: "1" };
    timelock = (await test.create(resourceOf("Timelock", "simulated timelock"), wish)).id;
  });
  const scheduled = (...calls: readonly SafeCall[]) => {
    const operations = calls.map((call) => ({ calls: [call], predecessor: ZeroHash, salt: ZeroHash }));
    const schedules = operations.map((operation) => encodeSchedule(timelock, operation, 3600n));
    return { operations, transaction: composeTransaction(schedules, state, { nonce: state.nonce }) };
  };

  it("carries it out when the delay is over, whoever may do that, and tells what changes where", async () => {
    const { operations, transaction } = scheduled({ to: a, value: 3n, data: "0x" }, { to: b, value: 0n, data: "0x" });
    const simulation = await simulate({ transaction });
    if (simulation.outcome !== "success") throw new Error(simulation.reason);
    const ids = operations.map(operationId);
    expect(simulation.stateChanges?.map(({ name, label }) => `${name}: ${label}`).toSorted()).toEqual(
      ["Safe: nonce", ...ids.map((id) => `timelock: _timestamps[${id}]`)].toSorted(),
    );
    expect(simulation.scheduled).toEqual(
      ids.map((id) => ({
        timelock,
        operationId: id,
        gasUsed: expect.any(BigInt),
        events: [expect.stringContaining(`CallExecuted(${id}, 0, `)],
        stateChanges: [
          {
            address: timelock,
            name: "timelock",
            slot: expect.any(String),
            before: expect.any(String),
            after: `0x${"0".repeat(63)}1`,
            label: `_timestamps[${id}]`,
          },
        ],
      })),
    );
  });

  it("tells why it could not be carried out, though it could be scheduled", async () => {
    const { operations, transaction } = scheduled({
      to: safe.address,
      value: 0n,
      data: safeAbi.encodeFunctionData("changeThreshold", [1]),
    });
    const [id] = operations.map(operationId);
    expect(await simulate({ transaction })).toMatchObject({
      outcome: "revert",
      reason: expect.stringMatching(
        new RegExp(`^operation ${id}, when the delay of ${timelock} is over, reverted .*GS031`),
      ),
    });
  });

  it("holds what there is then against what was meant", async () => {
    const { transaction } = scheduled({ to: a, value: 0n, data: "0x" });
    const miss = async (after: ObservableState) => `there is ${await after.code(a)} at the owner's account`;
    expect(await simulate({ transaction, miss })).toMatchObject({
      outcome: "revert",
      reason: "it goes through, but afterwards there is 0x at the owner's account",
    });
  });
});

describe("a simulation that cannot run", () => {
  it("says so where anvil is missing", async () => {
    const simulation = await simulate({ anvilPath: "/nowhere/anvil" });
    expect(simulation).toEqual({
      outcome: "none",
      reason: expect.stringMatching(/^anvil did not start: .*not found/s),
    });
  });

  it("says so where the endpoint is down, without the URL, which may hold a key", async () => {
    const simulation = await simulate({ rpcUrls: ["http://127.0.0.1:9/v3/0123secret"] });
    expect(simulation.outcome).toBe("none");
    expect(JSON.stringify(simulation)).not.toContain("0123secret");
  });

  it("hides a key that an endpoint repeats in what it answers", async () => {
    const rpc = await FaultyRpc.start(chain.url);
    try {
      rpc.fault = () => ({ kind: "refusal", message: "no plan for key 0123secret at /v3/0123secret" });
      const simulation = await simulate({ rpcUrls: [`${rpc.url}/v3/0123secret`] });
      expect(simulation).toEqual({
        outcome: "none",
        reason: expect.stringContaining("no plan for key ... at /v3/..."),
      });
    } finally {
      await rpc.stop();
    }
  });

  it("asks the next endpoint", async () => {
    expect(await simulate({ rpcUrls: ["http://127.0.0.1:9", chain.url] })).toMatchObject({ outcome: "success" });
  });

  // What anvil asks about an account it asks in two ways at once.
  it.each([
    [["eth_getStorageAt"]],
    [["eth_getCode", "eth_getAccountInfo"]],
    [["eth_getBalance", "eth_getAccountInfo"]],
    [["eth_getBlockByNumber"]],
  ])("says so where the endpoint has no answer to %j, and does not call that a revert", async (methods) => {
    const rpc = await FaultyRpc.start(chain.url);
    try {
      rpc.fault = (request) => (methods.includes(request.method) ? { kind: "garbage" } : undefined);
      const simulation = await simulate({ rpcUrls: [rpc.url], timeLimitMs: 5_000 });
      expect(simulation).toMatchObject({ outcome: "none" });
    } finally {
      await rpc.stop();
    }
  });

  it.each([4, 12, 13])("does not call it a revert when the endpoint goes silent after %s answers", async (answers) => {
    const rpc = await FaultyRpc.start(chain.url);
    try {
      let left = answers;
      rpc.fault = ({ method }) => (method === "eth_getStorageAt" && left-- <= 0 ? { kind: "garbage" } : undefined);
      expect(await simulate({ rpcUrls: [rpc.url], timeLimitMs: 3_000 })).toMatchObject({ outcome: "none" });
    } finally {
      await rpc.stop();
    }
  });

  it("asks the next endpoint where one takes too long", async () => {
    const rpc = await FaultyRpc.start(chain.url);
    try {
      rpc.fault = () => ({ kind: "delay", ms: 10_000 });
      const rpcUrls = [rpc.url, chain.url];
      expect(await simulate({ rpcUrls, timeLimitMs: 6_000 })).toMatchObject({ outcome: "success" });
    } finally {
      await rpc.stop();
    }
  });

  it("ends at its time limit", async () => {
    const rpc = await FaultyRpc.start(chain.url);
    try {
      rpc.fault = () => ({ kind: "delay", ms: 3_000 });
      expect(await simulate({ rpcUrls: [rpc.url], timeLimitMs: 1_000 })).toEqual({
        outcome: "none",
        reason: "it did not end within 1 s",
      });
    } finally {
      await rpc.stop();
    }
  });
});

it("leaves no folder behind, whether it ran or not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulation-"));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    expect(await simulate()).toMatchObject({ outcome: "success" });
    expect(await simulate({ rpcUrls: ["http://127.0.0.1:9"] })).toMatchObject({ outcome: "none" });
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true });
  }
});
