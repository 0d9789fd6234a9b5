import { id, toQuantity, Wallet, ZeroAddress } from "ethers";
import { timelockAbi } from "../../../safes/proposals/known-abis";
import { unpackCalls } from "../../../safes/proposals/multi-send";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { scheduledOperations } from "../../../safes/proposals/scheduled-operations";
import { encodeCancel } from "../../../safes/proposals/timelock-calls";
import type { PendingProposal } from "../../../safes/sdk";
import { ROLES, timelock as rolesAbi } from "../../../safes/timelock/roles";
import { startAnvil, type TestChain } from "../anvil";
import { Checkpoint } from "./checkpoint";
import { GovernedSafe } from "./governed-safe";
import { TestSession } from "./session";

const hours = 3600;
const wallets = Array.from({ length: 4 }, (_, index) => new Wallet(id(`owner ${index} of a Safe with a timelock`)));
const [a, b, c, d] = wallets.map(({ address }) => address) as [string, string, string, string];

let chain: TestChain;
let test: TestSession;
let count = 0;
beforeAll(async () => {
  chain = await startAnvil(84532);
  test = await TestSession.open(chain);
});
afterAll(async () => {
  test.remove();
  await chain.stop();
});
beforeEach(() => {
  test.messages.length = 0;
});

/** A timelock of 48 h that an own 2-of-3 Safe proposes to. */
async function create() {
  const owners = { owners: [a, b, c], threshold: 2, saltNonce: `${++count}` };
  const upgrades = await Checkpoint.create(test, "Safe", `upgrades-${count}`, owners);
  const wish = {
    minDelaySeconds: 48 * hours,
    proposers: [upgrades.id],
    executors: [ZeroAddress],
    cancellers: [],
    salt: `${count}`,
  };
  const checkpoint = await Checkpoint.create(test, "Timelock", `timelock-${count}`, wish);
  return { owners, upgrades, wish, checkpoint, safe: new GovernedSafe(test, upgrades.id, wallets) };
}

function proposalOf({ state }: Checkpoint, safe: GovernedSafe): Proposal {
  return safe.proposal((state.outputs.proposal as PendingProposal | undefined)?.safeTxHash);
}

async function signAndExecute(safe: GovernedSafe, proposal: Proposal): Promise<void> {
  safe.sign(proposal, ...proposal.before.owners.slice(0, proposal.before.threshold));
  await safe.execute(proposal);
}

async function pass(seconds: number): Promise<void> {
  await chain.rpc("evm_increaseTime", seconds);
  await chain.rpc("evm_mine");
}

/** What anybody may do with an operation that is due. */
async function executeScheduled({ transaction, safe, version }: Proposal): Promise<void> {
  for (const { to, data } of unpackCalls(transaction, { address: safe, version })) {
    const call = timelockAbi.parseTransaction({ data });
    if (!call?.name.startsWith("schedule")) continue;
    const args = call.args.slice(0, -1);
    await sendAs(d, to, timelockAbi.encodeFunctionData(call.name.replace("schedule", "execute"), args));
  }
}

async function sendAs(from: string, to: string, data: string): Promise<void> {
  await chain.rpc("anvil_impersonateAccount", from);
  await chain.rpc("anvil_setBalance", from, toQuantity(10n ** 18n));
  const hash = await chain.rpc("eth_sendTransaction", { from, to, data });
  let receipt: { status: string } | null = null;
  while (!receipt) receipt = await chain.rpc<{ status: string } | null>("eth_getTransactionReceipt", hash);
  if (receipt.status !== "0x1") throw new Error("the transaction failed");
}

const operationOf = (proposal: Proposal) => scheduledOperations(proposal)[0]?.operationId as string;

describe("another delay", () => {
  it("is scheduled by the proposer Safe, executed when it is due, and active from then on", async () => {
    const { wish, checkpoint, safe } = await create();
    const news = { ...wish, minDelaySeconds: 72 * hours };
    expect(await checkpoint.preview(news)).toEqual(["minDelaySeconds"]);
    expect(safe.proposals).toEqual([]);
    await checkpoint.up(news);
    const proposal = proposalOf(checkpoint, safe);
    expect(proposal).toMatchObject({
      description: "schedules in the timelock: delay 172800 s -> 259200 s",
      simulation: { outcome: "success" },
    });
    expect(checkpoint.status).toBe("proposed");
    expect(await checkpoint.preview()).toEqual([]);

    await signAndExecute(safe, proposal);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.status).toMatch(/^scheduled for 20\d\d-\d\d-\d\dT/);
    expect(safe.proposals).toHaveLength(1);
    expect(await checkpoint.preview()).toEqual([]);
    await expect(executeScheduled(proposal)).rejects.toThrow();

    await pass(48 * hours);
    expect(await checkpoint.refresh()).toEqual(["proposal", "status"]);
    expect(checkpoint.status).toBe("scheduled, due");
    expect(await checkpoint.preview()).toEqual([]);

    await executeScheduled(proposal);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.state.outputs).toMatchObject({ status: "active", observed: { minDelaySeconds: 72 * hours } });
    expect(await checkpoint.preview()).toEqual([]);
    expect(await checkpoint.refresh()).toEqual([]);
  });

  it("is picked up by a refresh too", async () => {
    const { wish, checkpoint, safe } = await create();
    const news = { ...wish, minDelaySeconds: 72 * hours };
    await checkpoint.up(news);
    const proposal = proposalOf(checkpoint, safe);
    await signAndExecute(safe, proposal);
    await checkpoint.refresh();
    expect(checkpoint.status).toMatch(/^scheduled for/);
    await pass(48 * hours);
    await executeScheduled(proposal);
    expect(await checkpoint.refresh()).toEqual(["observed", "proposal", "status"]);
    expect(checkpoint.state).toMatchObject({ inputs: news, outputs: { status: "active" } });
    expect(await checkpoint.preview()).toEqual([]);
  });

  it("can be wanted again after it was changed back", async () => {
    const { wish, checkpoint, safe } = await create();
    const operations: string[] = [];
    for (const minDelaySeconds of [72 * hours, 48 * hours, 72 * hours]) {
      await checkpoint.up({ ...wish, minDelaySeconds });
      const proposal = proposalOf(checkpoint, safe);
      operations.push(operationOf(proposal));
      await signAndExecute(safe, proposal);
      await pass(72 * hours);
      await executeScheduled(proposal);
      await checkpoint.refresh();
      expect(checkpoint.state.outputs).toMatchObject({ status: "active", observed: { minDelaySeconds } });
    }
    expect(new Set(operations).size).toBe(3);
  });
});

describe("what was scheduled", () => {
  it("is told to be cancelled in the timelock, and proposed anew by the next up", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, minDelaySeconds: 72 * hours });
    const first = proposalOf(checkpoint, safe);
    await signAndExecute(safe, first);
    await checkpoint.refresh();
    await safe.transact([encodeCancel(checkpoint.id, operationOf(first))]);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("cancelled in the timelock");
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(test.messages).toContainEqual(`${safe.folder.nameOf(first)} is cancelled in the timelock`);
    expect(checkpoint.status).toBe("proposed");
    expect(proposalOf(checkpoint, safe).transaction).toMatchObject({ data: first.transaction.data, nonce: 2n });
  });

  it("is cancelled in the same transaction that schedules what is wanted instead", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, minDelaySeconds: 72 * hours });
    const first = proposalOf(checkpoint, safe);
    await signAndExecute(safe, first);
    await checkpoint.refresh();
    const news = { ...wish, minDelaySeconds: 96 * hours };
    await checkpoint.up(news);
    const second = proposalOf(checkpoint, safe);
    expect(second.description).toBe(
      `cancels in the timelock: ${operationOf(first)}; schedules in the timelock: delay 172800 s -> 345600 s`,
    );
    await signAndExecute(safe, second);
    await pass(48 * hours);
    await expect(executeScheduled(first)).rejects.toThrow();
    await executeScheduled(second);
    await checkpoint.up();
    expect(checkpoint.state.outputs).toMatchObject({ status: "active", observed: { minDelaySeconds: 96 * hours } });
  });

  it("is cancelled where nothing is wanted any more", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, minDelaySeconds: 72 * hours });
    const first = proposalOf(checkpoint, safe);
    await signAndExecute(safe, first);
    await checkpoint.refresh();
    await checkpoint.up(wish);
    const second = proposalOf(checkpoint, safe);
    expect(second.description).toBe(`cancels in the timelock: ${operationOf(first)}`);
    expect(await checkpoint.refresh()).toEqual([]);
    expect(checkpoint.status).toBe("proposed");
    await signAndExecute(safe, second);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("active");
    expect(await checkpoint.preview()).toEqual([]);
  });
});

describe("roles", () => {
  it("are granted before others are revoked, all in one operation", async () => {
    const { wish, checkpoint, safe } = await create();
    const proposer = (await create()).safe.address;
    await checkpoint.up({ ...wish, proposers: [proposer] });
    const proposal = proposalOf(checkpoint, safe);
    await signAndExecute(safe, proposal);
    await pass(48 * hours);
    await executeScheduled(proposal);
    await checkpoint.up();
    expect(checkpoint.state.outputs).toMatchObject({
      status: "active",
      observed: { roles: { proposer: [proposer], canceller: [proposer] } },
    });
  });

  it("that were granted behind the stack's back are named at a refresh, and the next up proposes the way back", async () => {
    const { wish, checkpoint, safe } = await create();
    await sendAs(checkpoint.id, checkpoint.id, rolesAbi.encodeFunctionData("grantRole", [ROLES.canceller, d]));
    expect(await checkpoint.refresh()).toEqual(["cancellers", "observed"]);
    expect(checkpoint.state.inputs).toEqual({ ...wish, cancellers: [d] });
    expect(await checkpoint.up(wish)).toEqual(["cancellers"]);
    expect(proposalOf(checkpoint, safe).description).toBe(`schedules in the timelock: ${d} is no longer canceller`);
  });
});

describe("a Safe that has to change itself and a timelock", () => {
  it("gets two nonces at one time, and both come about", async () => {
    const { owners, upgrades, wish, checkpoint, safe } = await create();
    await Promise.all([
      upgrades.up({ ...owners, owners: [a, b, d] }),
      checkpoint.up({ ...wish, minDelaySeconds: 72 * hours }),
    ]);
    const both = [upgrades, checkpoint].map((each) => proposalOf(each, safe));
    const inOrder = both.toSorted((one, other) => Number(one.transaction.nonce - other.transaction.nonce));
    expect(inOrder.map(({ transaction }) => transaction.nonce)).toEqual([0n, 1n]);
    expect(inOrder.map(({ simulation }) => simulation.outcome)).toEqual(["success", "success"]);
    for (const proposal of inOrder) await signAndExecute(safe, proposal);
    await Promise.all([upgrades.refresh(), checkpoint.refresh()]);
    expect(upgrades.status).toBe("active");
    expect(checkpoint.status).toMatch(/^scheduled for/);
  });

  it("has the second one signed by the owners that the first one leaves, whatever that comes to be", async () => {
    const { owners, upgrades, wish, checkpoint, safe } = await create();
    await upgrades.up({ ...owners, owners: [a, b, d] });
    await checkpoint.up({ ...wish, minDelaySeconds: 72 * hours });
    const planned = proposalOf(checkpoint, safe);
    expect(planned.before.owners.toSorted()).toEqual([a, b, d].toSorted());
    safe.sign(planned, a, d);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("ready, behind 1 other nonces");

    await upgrades.up({ ...owners, owners: [a, b, c, d] });
    expect(await checkpoint.up()).toEqual(["status"]);
    const again = proposalOf(checkpoint, safe);
    expect(again.safeTxHash).toBe(planned.safeTxHash);
    expect(again.before.owners.toSorted()).toEqual([a, b, c, d].toSorted());
    expect(again.signatures).toHaveLength(2);
    expect(checkpoint.status).toBe("ready, behind 1 other nonces");
    expect(await checkpoint.preview()).toEqual([]);
  });
});
