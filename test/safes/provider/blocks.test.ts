import { ZeroAddress } from "ethers";
import type { State } from "../../../safes/plugin/provider";
import { encodeCreation } from "../../../safes/safe/address";
import { safeContracts } from "../../../safes/safe/contracts";
import { startAnvil, type TestChain } from "../anvil";
import { governanceOwners } from "../prove/governance";
import { resourceOf, TestSession } from "./session";

interface Sent {
  readonly description: string;
  readonly blockNumber: string;
  readonly gasUsed: string;
}

let chain: TestChain;
beforeAll(async () => {
  chain = await startAnvil(8453);
});
afterAll(() => chain.stop());

it("takes at most 3 blocks for three Safes and the timelock, and no gas beyond the factory's own", async () => {
  const test = await TestSession.open(chain);
  // Base has Safe's contracts; here a Safe that is not measured brings them.
  const [any] = governanceOwners;
  await test.create(resourceOf("Safe", "any"), { owners: any?.owners, threshold: 1, saltNonce: "99" });
  await chain.rpc("evm_setAutomine", false);
  await chain.rpc("evm_setIntervalMining", 2);
  const created = await Promise.all(
    governanceOwners.map(({ name, owners, threshold, saltNonce }) =>
      test.create(resourceOf("Safe", name), { owners, threshold, saltNonce }),
    ),
  );
  const [operations, upgrades] = created as [State, State];
  const timelock = await test.create(resourceOf("Timelock", "timelock"), {
    minDelaySeconds: 172_800,
    proposers: [upgrades.id],
    executors: [ZeroAddress],
    cancellers: [operations.id],
    salt: "1",
  });
  const sent = [...created, timelock].flatMap(({ outputs }) => outputs.transactions as readonly Sent[]);
  const blocks = new Set(sent.map(({ blockNumber }) => blockNumber));
  expect(sent).toHaveLength(6);
  expect(blocks.size).toBeLessThanOrEqual(3);

  await chain.rpc("evm_setIntervalMining", 0);
  await chain.rpc("evm_setAutomine", true);
  const [from] = await chain.rpc<string[]>("eth_accounts");
  for (const { name, owners, threshold } of governanceOwners) {
    const { contracts, ...version } = safeContracts("1.4.1");
    const fallbackHandler = contracts.CompatibilityFallbackHandler.address;
    const origin = { owners, threshold, fallbackHandler, singletonKind: "SafeL2" as const, saltNonce: 1_000n };
    const hash = await chain.rpc("eth_sendTransaction", { from, ...encodeCreation(origin, { contracts, ...version }) });
    const bare = await chain.rpc<{ gasUsed: string }>("eth_getTransactionReceipt", hash);
    const ours = Number(sent.find(({ description }) => description === `creates the Safe ${name}`)?.gasUsed);
    console.log(`${name}: ${ours} gas, the bare factory call ${Number(bare.gasUsed)}`);
    expect(ours / Number(bare.gasUsed)).toBeLessThan(1.02);
  }
  console.log(`${sent.length} transactions in ${blocks.size} blocks`);
  test.remove();
}, 60_000);
