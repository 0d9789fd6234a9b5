import { Interface, id, Wallet, ZeroAddress, ZeroHash, zeroPadValue } from "ethers";
import type { Properties } from "../../../safes/plugin/provider";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { scheduledOperations } from "../../../safes/proposals/scheduled-operations";
import { encodeCancel } from "../../../safes/proposals/timelock-calls";
import type { PendingProposal } from "../../../safes/sdk";
import { startAnvil, type TestChain } from "../anvil";
import { Operator } from "../cli/operator";
import { runCli } from "../cli/run-cli";
import { Checkpoint } from "./checkpoint";
import { bedrock, type DeployedContract, deployed, failureOf, fixtures } from "./deployed";
import { GovernedSafe } from "./governed-safe";
import { resourceOf, TestSession } from "./session";

const hours = 3600;
const wallets = Array.from({ length: 3 }, (_, index) => new Wallet(id(`owner ${index} of a Safe that upgrades`)));
const [a, b, c] = wallets.map(({ address }) => address) as [string, string, string];
/** EIP-1967. */
const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
const initialize = new Interface(["function initialize(address guardian, bool paused)"]);

jest.setTimeout(90_000);

let chain: TestChain;
let test: TestSession;
let operator: Operator;
let count = 0;
beforeAll(async () => {
  chain = await startAnvil(84532);
  test = await TestSession.open(chain);
  operator = new Operator(test, wallets);
});
afterAll(async () => {
  operator.remove();
  test.remove();
  await chain.stop();
});

interface Upgradable {
  readonly safe: GovernedSafe;
  readonly timelock: string;
  readonly admin: DeployedContract;
  readonly proxy: string;
  /** What runs behind the proxy. */
  readonly first: string;
  /** What is to run there. */
  readonly second: string;
  readonly checkpoint: Checkpoint;
  /** What the program says when another contract is to run there. */
  wish(implementation: string): Properties & { readonly governed: Properties };
}

/**
 * A proxy whose ProxyAdmin the deployer has given to a timelock of 48 h, or to the 2-of-3 Safe that proposes to it. It was
 * the deployer who initialised it.
 */
async function create(owner: "timelock" | "Safe", executors = [ZeroAddress]): Promise<Upgradable> {
  const label = `${owner}-${++count}`;
  const owners = { owners: [a, b, c], threshold: 2, saltNonce: `${count}` };
  const { id: safe } = await test.create(resourceOf("Safe", `${label}-upgrades`), owners);
  const delays = { minDelaySeconds: 48 * hours, proposers: [safe], executors, salt: `${count}` };
  const { id: timelock } = await test.create(resourceOf("Timelock", `${label}-timelock`), delays);
  const admin = await deployed(
    test,
    `${label} admin`,
    `${bedrock}/ProxyAdmin.sol/ProxyAdmin.json`,
    test.wallet.address,
  );
  const { address: proxy } = await deployed(test, `${label}-proxy`, `${bedrock}/Proxy.sol/Proxy.json`, admin.address);
  const first = (await deployed(test, "first", `${bedrock}/SuperchainConfig.sol/SuperchainConfig.json`)).address;
  const second = (await deployed(test, "second", `${bedrock}/ProtocolVersions.sol/ProtocolVersions.json`)).address;
  const governor = owner === "Safe" ? safe : timelock;
  const wish = (implementation: string) => ({
    to: admin.address,
    function: "function upgradeAndCall(address proxy, address implementation, bytes data)",
    arguments: [proxy, implementation, initialize.encodeFunctionData("initialize", [a, false])],
    postCondition: {
      function: "function getProxyImplementation(address proxy) view returns (address)",
      arguments: [proxy],
      expected: implementation,
    },
    governed: {
      by: governor,
      function: "function upgrade(address proxy, address implementation)",
      arguments: [proxy, implementation],
    },
  });
  const checkpoint = await Checkpoint.create(test, "Call", `${label}-upgrade`, wish(first));
  const handOver = { contract: admin.address, newOwner: governor };
  await test.create(resourceOf("Ownership", `${label}-hand-over`), handOver);
  test.messages.length = 0;
  return { safe: new GovernedSafe(test, safe, wallets), timelock, admin, proxy, first, second, checkpoint, wish };
}

function proposalOf({ state }: Checkpoint, safe: GovernedSafe): Proposal {
  return safe.proposal((state.outputs.proposal as PendingProposal | undefined)?.safeTxHash);
}

async function pass(seconds: number): Promise<void> {
  await chain.rpc("evm_increaseTime", seconds);
  await chain.rpc("evm_mine");
}

const operationOf = (proposal: Proposal) => scheduledOperations(proposal)[0]?.operationId as string;
const wordOf = (address: string) => zeroPadValue(address, 32).toLowerCase();

describe("another implementation behind a proxy that a timelock governs", () => {
  it("is proposed, signed, scheduled, refused before its time, carried out, and done", async () => {
    const { safe, admin, proxy, first, second, checkpoint, wish } = await create("timelock");
    expect(checkpoint.status).toBe("done");
    const news = wish(second);
    const sent = await test.sent();
    expect(await checkpoint.preview(news)).toEqual(["arguments", "governed", "postCondition"]);
    expect(test.messages.join()).toContain(
      `waits for the owners of ${safe.address} (proposed): schedules in the timelock`,
    );
    expect(safe.proposals).toEqual([]);

    await checkpoint.up(news);
    expect(checkpoint.status).toBe("proposed");
    expect(await checkpoint.preview()).toEqual([]);
    expect(await checkpoint.refresh()).toEqual([]);
    const proposal = proposalOf(checkpoint, safe);
    expect(proposal.description).toBe(`schedules in the timelock: timelock-1-upgrade: upgrade(${proxy}, ${second})`);
    const file = operator.fileOf(checkpoint);

    const { owners } = proposal.before;
    safe.sign(proposal, owners[0] as string);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.status).toBe("1 of 2 signed");
    await operator.signEnough(file);
    expect(await checkpoint.refresh()).toEqual(["proposal", "status"]);
    expect(checkpoint.status).toBe("ready");
    expect(await test.sent()).toBe(sent);

    expect(await operator.pay("execute", file)).toMatchObject({ code: 0, err: "" });
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.status).toMatch(/^scheduled for 20\d\d-/);
    expect(await checkpoint.preview()).toEqual([]);
    const early = await operator.pay("execute-scheduled", file);
    expect(early).toMatchObject({ code: 2, err: expect.stringContaining("the timelock's delay is not over") });
    expect(await admin.read("getProxyImplementation", proxy)).toBe(first);

    await pass(48 * hours);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.status).toBe("scheduled, due");
    expect(await operator.pay("execute-scheduled", file)).toMatchObject({ code: 0, err: "" });
    expect(await admin.read("getProxyImplementation", proxy)).toBe(second);
    expect(await checkpoint.preview()).toEqual(["status"]);
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.state.outputs).toEqual({ status: "done", transactions: expect.any(Array) });
    expect(await checkpoint.preview()).toEqual([]);
    expect(await checkpoint.refresh()).toEqual([]);
    // Execution and carrying out, both by the operator.
    expect(await test.sent()).toBe(sent + 2);
  });

  it("shows the owners what changes in storage, at the schedule and after the delay", async () => {
    const { safe, timelock, proxy, first, second, checkpoint, wish } = await create("timelock", [a]);
    await checkpoint.up(wish(second));
    const proposal = proposalOf(checkpoint, safe);
    const operationId = operationOf(proposal);
    const { simulation } = proposal;
    if (simulation.outcome !== "success") throw new Error(simulation.reason);
    expect(simulation.stateChanges).toHaveLength(2);
    expect(simulation.stateChanges).toEqual(
      expect.arrayContaining([
        {
          address: safe.address,
          name: "timelock-2-upgrades",
          slot: `0x${"0".repeat(63)}5`,
          before: ZeroHash,
          after: `0x${"0".repeat(63)}1`,
          label: "nonce",
        },
        {
          address: timelock,
          name: "timelock-2-timelock",
          slot: expect.any(String),
          before: ZeroHash,
          after: expect.stringMatching(/^0x0{56}/),
          label: `_timestamps[${operationId}]`,
        },
      ]),
    );
    expect(simulation.scheduled).toMatchObject([
      { timelock, operationId, events: expect.arrayContaining([`Upgraded(${second}) of ${proxy}`]) },
    ]);
    const changes = simulation.scheduled?.[0]?.stateChanges ?? [];
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual({
      address: proxy,
      name: "timelock-2-proxy",
      slot: IMPLEMENTATION_SLOT,
      before: wordOf(first),
      after: wordOf(second),
      label: "implementation (EIP-1967)",
    });
    expect(changes.find(({ address }) => address === timelock)).toMatchObject({
      label: `_timestamps[${operationId}]`,
      after: `0x${"0".repeat(63)}1`,
    });

    const { code, out } = await runCli("verify", operator.fileOf(checkpoint));
    expect(code).toBe(0);
    expect(out).toContain(`when timelock ${timelock} carries out ${operationId}, on a fork of block`);
    expect(out).toContain(
      [
        `  timelock-2-proxy ${proxy}`,
        `    implementation (EIP-1967), slot ${IMPLEMENTATION_SLOT}`,
        `      before  ${first}`,
        `      after   ${second}`,
      ].join("\n"),
    );
  });

  it("is foretold while the new contract is still to be created, and tried once it is there", async () => {
    const { safe, checkpoint, wish } = await create("timelock");
    await test.configure();
    const artifact = `${fixtures}/Sums.json`;
    const planned = await test.create(resourceOf("Contract", "third"), { artifact, salt: "3" }, true);
    test.messages.length = 0;
    await checkpoint.preview(wish(planned.id));
    expect(test.messages.join()).toContain(`NOT simulated: ${planned.id.toLowerCase()} is still to be created`);
    expect(test.messages.join()).toMatch(/safeTxHash (0x[0-9a-f]{64})/);
    const foretold = /safeTxHash (0x[0-9a-f]{64})/.exec(test.messages.join())?.[1];

    await test.configure();
    await test.create(resourceOf("Contract", "third"), { artifact, salt: "3" });
    await checkpoint.up(wish(planned.id));
    expect(proposalOf(checkpoint, safe)).toMatchObject({ safeTxHash: foretold, simulation: { outcome: "success" } });
  });

  it("is cancelled in the timelock when the program wants the first one back", async () => {
    const { safe, admin, proxy, first, second, checkpoint, wish } = await create("timelock");
    await checkpoint.up(wish(second));
    const unwanted = proposalOf(checkpoint, safe);
    await safe.enact(unwanted);
    await checkpoint.refresh();
    await checkpoint.up(wish(first));
    const way = proposalOf(checkpoint, safe);
    expect(way.description).toBe(`cancels in the timelock: ${operationOf(unwanted)}`);
    expect(await checkpoint.preview()).toEqual([]);
    await safe.enact(way);
    expect(await checkpoint.refresh()).toEqual(["proposal", "status"]);
    expect(checkpoint.status).toBe("done");
    expect(await checkpoint.preview()).toEqual([]);
    await pass(48 * hours);
    expect(await operator.pay("execute-scheduled", safe.folder.fileOf(unwanted))).toMatchObject({ code: 2 });
    expect(await admin.read("getProxyImplementation", proxy)).toBe(first);
  });

  it("is proposed anew when somebody cancels it in the timelock", async () => {
    const { safe, timelock, second, checkpoint, wish } = await create("timelock");
    await checkpoint.up(wish(second));
    const proposal = proposalOf(checkpoint, safe);
    await safe.enact(proposal);
    await safe.transact([encodeCancel(timelock, operationOf(proposal))]);
    await checkpoint.refresh();
    expect(checkpoint.status).toBe("cancelled in the timelock");
    expect(await checkpoint.up()).toEqual(["status"]);
    expect(checkpoint.status).toBe("proposed");
    expect(proposalOf(checkpoint, safe).transaction.nonce).toBe(2n);
  });

  it("is not proposed where it would not bring about what is wanted", async () => {
    const { safe, first, second, checkpoint, wish } = await create("timelock");
    const { governed, ...news } = wish(second);
    const astray = { ...news, governed: { ...governed, arguments: [(governed.arguments as string[])[0], first] } };
    const message = await checkpoint.up(astray).catch((error: Error) => error.message);
    expect(message).toMatch(/the proposal would fail: schedules in the timelock/);
    expect(message).toContain("it goes through, but afterwards the post-condition does not hold: expected");
    expect(safe.proposals).toEqual([]);
  });

  it("is not proposed where the timelock could not carry it out", async () => {
    const { safe, second, checkpoint, wish } = await create("timelock");
    const { governed, ...news } = wish(second);
    const refused = { function: "function upgrade(address proxy, address implementation)", arguments: [a, second] };
    const up = checkpoint.up({ ...news, governed: { ...governed, ...refused } });
    expect(await failureOf(up)).toMatch(/got: {6}operation 0x\.\.\., when the delay of 0x\.\.\. is over, /);
    expect(safe.proposals).toEqual([]);
  });

  it("is the deployer's to make while it still owns the ProxyAdmin", async () => {
    const { address: implementation } = await deployed(
      test,
      "own",
      `${bedrock}/SuperchainConfig.sol/SuperchainConfig.json`,
    );
    const admin = await deployed(test, "own admin", `${bedrock}/ProxyAdmin.sol/ProxyAdmin.json`, test.wallet.address);
    const { address: proxy } = await deployed(test, "own proxy", `${bedrock}/Proxy.sol/Proxy.json`, admin.address);
    const { timelock, wish } = await create("timelock");
    const values = [proxy, implementation];
    const inputs = {
      ...wish(implementation),
      to: admin.address,
      arguments: [...values, initialize.encodeFunctionData("initialize", [a, false])],
      postCondition: { ...(wish(implementation).postCondition as Properties), arguments: [proxy] },
      governed: { by: timelock, function: "function upgrade(address proxy, address next)", arguments: values },
    };
    const { outputs } = await test.create(resourceOf("Call", "own call"), inputs);
    expect(outputs).toMatchObject({ status: "done", transactions: [expect.anything()] });
  });
});

describe("another implementation behind a proxy that a Safe governs", () => {
  it("is proposed to its owners without a delay", async () => {
    const { safe, admin, proxy, first, second, checkpoint, wish } = await create("Safe");
    await checkpoint.up(wish(second));
    const proposal = proposalOf(checkpoint, safe);
    expect(proposal.transaction.to).toBe(admin.address);
    expect(proposal.simulation).toMatchObject({
      outcome: "success",
      scheduled: [],
      stateChanges: expect.arrayContaining([
        expect.objectContaining({ address: proxy, before: wordOf(first), after: wordOf(second) }),
      ]),
    });
    expect(checkpoint.status).toBe("proposed");
    expect(await checkpoint.preview()).toEqual([]);
    await safe.enact(proposal);
    expect(await checkpoint.refresh()).toEqual(["proposal", "status"]);
    expect(checkpoint.status).toBe("done");
    expect(await admin.read("getProxyImplementation", proxy)).toBe(second);
  });

  it("is warned of when it is not wanted any more before anybody executed it", async () => {
    const { safe, first, second, checkpoint, wish } = await create("Safe");
    await checkpoint.up(wish(second));
    const proposal = proposalOf(checkpoint, safe);
    test.messages.length = 0;
    await checkpoint.up(wish(first));
    expect(test.messages.join()).toContain(`no longer wants ${safe.folder.nameOf(proposal)}`);
    expect(checkpoint.status).toBe("done");
  });
});

it("a call that only a plain account may make is told to whoever has that account", async () => {
  const { checkpoint, wish, admin, second } = await create("Safe");
  const { governed, ...news } = wish(second);
  await admin.sendAs(governed.by as string, "transferOwnership", a);
  const message = await checkpoint
    .up({ ...news, governed: { ...governed, by: a } })
    .catch((error: Error) => error.message);
  expect(message).toContain("an account that is neither a Safe nor a timelock");
  expect(message).toContain(`let it make the call itself: to ${admin.address}, value 0 wei, data 0x99a88ec4`);
});
