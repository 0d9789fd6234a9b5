import { readFileSync, rmSync } from "node:fs";
import { id, Wallet, ZeroAddress } from "ethers";
import type { Properties } from "../../../safes/plugin/provider";
import { planChanges } from "../../../safes/proposals/changes";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { describeDifferences } from "../../../safes/proposals/safe-state";
import { safeContracts } from "../../../safes/safe/contracts";
import type { PendingProposal } from "../../../safes/sdk";
import { startAnvil, type TestChain } from "../anvil";
import { FaultyRpc } from "../faulty-rpc";
import { Checkpoint } from "./checkpoint";
import { GovernedSafe } from "./governed-safe";
import { resourceOf, TestSession } from "./session";

const wallets = Array.from({ length: 6 }, (_, index) => new Wallet(id(`owner ${index} of Safes with proposals`)));
const [a, b, c, d, e, f] = wallets.map(({ address }) => address) as [string, string, string, string, string, string];

let chain: TestChain;
let test: TestSession;
let saltNonce = 0;
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

/** A 2-of-3 Safe of `a`, `b` and `c` that the stack has just created. */
async function create(inputs: Properties = {}) {
  const wish = { owners: [a, b, c], threshold: 2, saltNonce: `${++saltNonce}`, ...inputs };
  const checkpoint = await Checkpoint.create(test, "Safe", `safe-${saltNonce}`, wish);
  return { wish, checkpoint, safe: new GovernedSafe(test, checkpoint.id, wallets) };
}

const waitingFor = ({ state }: Checkpoint) => state.outputs.proposal as PendingProposal | undefined;

/** The proposal that the resource waits for. */
function proposalOf(checkpoint: Checkpoint, safe: GovernedSafe): Proposal {
  return safe.proposal(waitingFor(checkpoint)?.safeTxHash);
}

describe("the way of a proposal", () => {
  it.each(["1.4.1", "1.5.0"])("goes from a changed owner list to new owners, for a Safe of %s", async (version) => {
    const { wish, checkpoint, safe } = await create({ version });
    const news = { ...wish, owners: [a, b, d, e], threshold: 3 };
    const sent = await test.sent();

    expect(await checkpoint.preview(news)).toEqual(["owners", "threshold"]);
    expect(test.messages.at(-1)).toContain(
      `owner ${c} is removed; owner ${[d, e].sort().join(" is added; owner ")} is added`,
    );
    expect(safe.proposals).toEqual([]);

    await checkpoint.up(news);
    expect(checkpoint.status).toBe("proposed");
    const proposal = proposalOf(checkpoint, safe);
    const { simulation } = proposal;
    expect(simulation).toMatchObject({ outcome: "success", after: proposal.after });
    const builder = safe.folder.fileOf(proposal).replace(".proposal.json", ".transaction-builder.json");
    expect(JSON.parse(readFileSync(builder, "utf8")).transactions).toHaveLength(2);
    expect(await checkpoint.preview()).toEqual([]);

    safe.sign(proposal, a);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.status).toBe("1 of 2 signed");
    await safe.approve(proposal, c);
    expect(await checkpoint.refresh()).toEqual(["proposal", "status"]);
    expect(checkpoint.status).toBe("ready");
    expect(await checkpoint.preview()).toEqual([]);

    safe.sign(proposal, b);
    await safe.execute(proposal);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.state.outputs).toMatchObject({
      status: "active",
      observed: { owners: proposal.after.owners, threshold: 3, nonce: "1" },
    });
    expect(waitingFor(checkpoint)).toBeUndefined();
    expect(await checkpoint.preview()).toEqual([]);
    expect(await checkpoint.refresh()).toEqual([]);
    expect(await test.sent()).toBe(sent);
  });

  it("ends at a refresh too, and what the program says of the Safe stays as it is", async () => {
    const { wish, checkpoint, safe } = await create();
    const news = { ...wish, owners: [d, b.toLowerCase(), a] };
    await checkpoint.up(news);
    const proposal = proposalOf(checkpoint, safe);
    safe.sign(proposal, a, b);
    expect(await checkpoint.refresh()).toEqual(["proposal", "status"]);
    expect(checkpoint.status).toBe("ready");
    await safe.execute(proposal);
    expect(await checkpoint.refresh()).toEqual(["observed", "proposal", "status"]);
    expect(checkpoint.status).toBe("active");
    expect(checkpoint.state.inputs).toEqual(news);
    expect(await checkpoint.preview()).toEqual([]);
  });

  it("counts 2 of 3 signatures of which one is on the chain", async () => {
    const { wish, checkpoint, safe } = await create({ threshold: 3 });
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    const proposal = proposalOf(checkpoint, safe);
    safe.sign(proposal, c);
    await safe.approve(proposal, b);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("2 of 3 signed");
  });

  it("goes on in another process, which finds the file", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    await test.configure();
    expect(await checkpoint.preview()).toEqual([]);
    const proposal = proposalOf(checkpoint, safe);
    safe.sign(proposal, a, c);
    await safe.execute(proposal);
    await checkpoint.up();
    expect(checkpoint.status).toBe("active");
    expect(safe.proposals).toHaveLength(1);
  });

  it.each(["1.4.1", "1.5.0"])("leads back by the inverse in its file, for a Safe of %s", async (version) => {
    const { wish, checkpoint, safe } = await create({ version });
    const before = await safe.observe();
    await checkpoint.up({ ...wish, owners: [e, c, f, d], threshold: 3 });
    const proposal = proposalOf(checkpoint, safe);
    safe.sign(proposal, a, b);
    await safe.execute(proposal);
    const { inverse } = proposal;
    if ("reason" in inverse) throw new Error(inverse.reason);
    await safe.enact({ ...proposal, ...inverse, before: proposal.after, signatures: [] });
    expect(describeDifferences(await safe.observe(), before)).toEqual([]);
  });
});

describe("a proposal's file", () => {
  it("is written again where it is gone", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    const proposal = proposalOf(checkpoint, safe);
    rmSync(safe.folder.fileOf(proposal));
    expect(await checkpoint.preview()).toEqual(["status"]);
    expect(safe.proposals).toEqual([]);
    await checkpoint.up();
    expect(proposalOf(checkpoint, safe).safeTxHash).toBe(proposal.safeTxHash);
  });

  it("is written where no fork can be had too, and says why nobody has tried it", async () => {
    const rpc = await FaultyRpc.start(chain.url);
    try {
      const { wish, checkpoint, safe } = await create();
      // Nothing but a fork asks for the nonces of accounts here, in one of two ways.
      rpc.fault = ({ method }) =>
        /^eth_get(TransactionCount|AccountInfo)$/.test(method)
          ? { kind: "refusal", message: "state is pruned" }
          : undefined;
      await test.configure({ rpcUrls: JSON.stringify([rpc.url]) });
      await checkpoint.up({ ...wish, owners: [a, b, d] });
      expect(proposalOf(checkpoint, safe).simulation).toEqual({
        outcome: "none",
        reason: expect.stringContaining("state is pruned"),
      });
      expect(test.messages.at(-1)).toMatch(/; NOT simulated: .*state is pruned/);
      expect(await checkpoint.preview()).toEqual([]);
    } finally {
      await test.configure();
      await rpc.stop();
    }
  });
});

describe("a Safe that is adopted", () => {
  it("and has other owners by now gets a proposal, told at the preview already", async () => {
    const { wish, checkpoint, safe } = await create();
    const state = await safe.observe();
    const wanted = { ...state, owners: [a, b, d] };
    await safe.transact(planChanges(state, wanted), wanted);
    const resource = resourceOf("Safe", `safe-${saltNonce}`);
    const preview = await test.create(resource, wish, true);
    expect(preview.outputs).toMatchObject({ address: checkpoint.id, status: "proposed" });
    expect(safe.proposals).toEqual([]);
    const { outputs } = await test.create(resource, wish);
    expect(outputs).toMatchObject({ status: "proposed", proposal: { nonce: "1" } });
    expect(safe.proposals).toHaveLength(1);
  });
});

describe("a changed mind", () => {
  it("takes the nonce of the first wish and names the file that comes to nothing", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    const first = proposalOf(checkpoint, safe);
    expect(await checkpoint.up({ ...wish, owners: [a, b, e] })).toEqual(["owners"]);
    const second = proposalOf(checkpoint, safe);
    expect(second.transaction.nonce).toBe(0n);
    expect(second.safeTxHash).not.toBe(first.safeTxHash);
    expect(test.messages).toContainEqual(
      `${safe.folder.nameOf(first)} comes to nothing if this one is executed: its nonce 0 goes to ${second.safeTxHash}`,
    );
    safe.sign(second, a, b);
    await safe.execute(second);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("active");
  });

  it("that changes back finds the first file with its signatures", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    const first = proposalOf(checkpoint, safe);
    safe.sign(first, a);
    await checkpoint.up({ ...wish, owners: [a, b, e] });
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    expect(proposalOf(checkpoint, safe).safeTxHash).toBe(first.safeTxHash);
    expect(checkpoint.status).toBe("1 of 2 signed");
    expect(safe.proposals).toHaveLength(2);
    expect(await checkpoint.preview()).toEqual([]);
  });

  it("that wants nothing any more says which file can still be executed", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    const first = proposalOf(checkpoint, safe);
    await checkpoint.up(wish);
    expect(checkpoint.status).toBe("active");
    expect(test.messages.at(-1)).toContain(`no longer wants ${safe.folder.nameOf(first)}`);
    expect(await checkpoint.preview()).toEqual([]);
  });
});

describe("a nonce that went to something else", () => {
  it("makes the proposal stale, and the next up proposes anew", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    const first = proposalOf(checkpoint, safe);
    const foreign = await safe.transact([{ to: a, value: 0n, data: "0x" }]);
    expect(await checkpoint.refresh()).toEqual(["observed", "proposal", "status"]);
    expect(checkpoint.status).toBe(`stale: its nonce went to ${foreign}`);
    expect(checkpoint.state.outputs.observed).toMatchObject({ nonce: "1" });

    expect(await checkpoint.up()).toEqual(["status"]);
    expect(test.messages).toContainEqual(`${safe.folder.nameOf(first)} is stale: its nonce went to ${foreign}`);
    const second = proposalOf(checkpoint, safe);
    expect(second.transaction).toMatchObject({ ...first.transaction, nonce: 1n });
    expect(checkpoint.status).toBe("proposed");
    expect(await checkpoint.preview()).toEqual([]);
  });

  it("is a rejection when the owners made it one", async () => {
    const { wish, checkpoint, safe } = await create();
    await checkpoint.up({ ...wish, owners: [a, b, d] });
    await safe.transact([{ to: safe.address, value: 0n, data: "0x" }]);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("cancelled: the owners rejected it");
  });

  it("is shown at a refresh, even where the stack waits for nothing", async () => {
    const { checkpoint, safe } = await create();
    await safe.transact([{ to: a, value: 0n, data: "0x" }]);
    expect(await checkpoint.refresh()).toEqual(["observed"]);
    expect(checkpoint.state.outputs.observed).toMatchObject({ nonce: "1" });
    expect(await checkpoint.preview()).toEqual([]);
  });
});

describe("owners that change the Safe themselves", () => {
  it("are named at a refresh by the inputs that changed, and the next up proposes the way back", async () => {
    const { wish, checkpoint, safe } = await create();
    const state = await safe.observe();
    const wanted = { ...state, owners: [...state.owners, d], threshold: 3 };
    await safe.transact(planChanges(state, wanted), wanted);
    const sent = await test.sent();
    expect(await checkpoint.refresh()).toEqual(["observed", "owners", "threshold"]);
    expect(checkpoint.state.inputs).toMatchObject({ threshold: 3, owners: (await safe.observe()).owners });
    const { fallbackHandler, guard } = checkpoint.state.inputs;
    expect([fallbackHandler, guard]).toEqual([undefined, undefined]);

    expect(await checkpoint.up({ ...wish, allowLowerThreshold: true })).toEqual(["owners", "threshold"]);
    expect(checkpoint.status).toBe("proposed");
    const back = proposalOf(checkpoint, safe);
    expect(describeDifferences(back.after, state)).toEqual([]);
    expect(await test.sent()).toBe(sent);
  });

  it("leave nothing to do where the program takes the change over", async () => {
    const { wish, checkpoint, safe } = await create();
    const state = await safe.observe();
    const wanted = { ...state, owners: [a, b, d] };
    await safe.transact(planChanges(state, wanted), wanted);
    await checkpoint.refresh();
    expect(await checkpoint.preview({ ...wish, owners: [a, b, d] })).toEqual([]);
  });

  it("enabled a module, which the next up proposes to disable", async () => {
    const { checkpoint, safe, wish } = await create({ version: "1.5.0" });
    const state = await safe.observe();
    const wanted = { ...state, modules: [f] };
    await safe.transact(planChanges(state, wanted), wanted);
    expect(await checkpoint.refresh()).toEqual(["modules", "observed"]);
    expect(await checkpoint.up(wish)).toEqual(["modules"]);
    expect(test.messages.at(-1)).toContain(`module ${f} is disabled`);
  });
});

describe("what is refused", () => {
  it.each<[string, Properties, string]>([
    ["a lower threshold", { threshold: 1 }, "threshold-lowered: the Safe would need fewer signatures: 2 -> 1"],
    [
      "the removal of owners below the threshold",
      { owners: [a] },
      "threshold is 2, but there are 1 owners: nobody could ever sign",
    ],
    ["the zero address as an owner", { owners: [a, b, ZeroAddress] }, "which Safe refuses as an owner"],
    [
      "the sentinel as an owner",
      { owners: [a, b, "0x0000000000000000000000000000000000000001"] },
      "which Safe refuses as an owner",
    ],
    ["an owner twice", { owners: [a, b, b] }, "the same one would count twice"],
    ["a module guard, which 1.4.1 has not", { moduleGuard: f }, "a Safe of 1.4.1 has none"],
  ])("%s, before anything is written", async (_what, change, reason) => {
    const { wish, checkpoint, safe } = await create();
    await expect(checkpoint.up({ ...wish, ...change })).rejects.toThrow(reason);
    expect(safe.proposals).toEqual([]);
  });

  it("the Safe itself as an owner", async () => {
    const { wish, checkpoint, safe } = await create();
    await expect(checkpoint.up({ ...wish, owners: [a, b, safe.address] })).rejects.toThrow("owner-is-safe");
    expect(safe.proposals).toEqual([]);
  });

  it("not a lower threshold that the program allows", async () => {
    const { wish, checkpoint } = await create();
    await checkpoint.up({ ...wish, threshold: 1, allowLowerThreshold: true });
    expect(checkpoint.status).toBe("proposed");
  });

  it("what fails on a fork, at the preview already", async () => {
    const { wish, checkpoint, safe } = await create();
    const { contracts } = safeContracts("1.4.1");
    // It answers what a guard is asked for, and says that it is none.
    const news = { ...wish, guard: contracts.CompatibilityFallbackHandler.address };
    await expect(checkpoint.preview(news)).rejects.toThrow(
      /the proposal would fail: guard: none -> .* reverted with GS300/s,
    );
    await expect(checkpoint.up(news)).rejects.toThrow("GS300");
    expect(safe.proposals).toEqual([]);
  });
});

it("packs calls through the MultiSend that a chain has at an address of its own", async () => {
  const other = await startAnvil(420691);
  const elsewhere = await TestSession.open(other);
  try {
    const wish = { owners: [a, b, c], threshold: 2, saltNonce: "1" };
    const checkpoint = await Checkpoint.create(elsewhere, "Safe", "elsewhere", wish);
    const safe = new GovernedSafe(elsewhere, checkpoint.id, wallets);
    await checkpoint.up({ ...wish, owners: [a, d, e], threshold: 3 });
    const proposal = proposalOf(checkpoint, safe);
    expect(proposal.trustedMultiSends).toEqual([proposal.transaction.to]);
    expect(proposal.simulation.outcome).toBe("success");
    safe.sign(proposal, a, b);
    await safe.execute(proposal);
    await checkpoint.refresh();
    expect(checkpoint.state.outputs).toMatchObject({ status: "active", observed: { threshold: 3 } });
  } finally {
    elsewhere.remove();
    await other.stop();
  }
});
