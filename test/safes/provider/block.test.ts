import { UNKNOWN } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "./session";

const genesis = resourceOf("Block", "genesis");

describe("a block", () => {
  let chain: TestChain;
  let test: TestSession;
  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
    await chain.rpc("anvil_mine", "0x9");
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });
  const header = (number: number) =>
    chain.rpc<{ hash: string; timestamp: string }>("eth_getBlockByNumber", `0x${number.toString(16)}`, false);

  it("is known at preview where its number is given", async () => {
    const { hash, timestamp } = await header(4);
    const expected = { number: 4, hash, timestampSeconds: Number(timestamp) };
    expect((await test.create(genesis, { number: 4 }, true)).outputs).toEqual(expected);
    expect(await test.create(genesis, { number: 4 })).toEqual({ id: "4", outputs: expected });
  });

  it("is the newest one otherwise, which only the update knows and later ones keep", async () => {
    const preview = await test.create(genesis, {}, true);
    expect(preview.outputs).toEqual({ number: UNKNOWN, hash: UNKNOWN, timestampSeconds: UNKNOWN });
    const created = await test.create(genesis, {});
    expect(created.id).toBe(`${Number(await chain.rpc("eth_blockNumber"))}`);
    await chain.rpc("anvil_mine", "0x3");
    const old = { ...created, inputs: {} };
    expect(await test.session.diff(genesis, created.id, old, {}, [])).toEqual({ changes: {} });
    expect(await test.session.read(genesis, created.id, { inputs: {}, outputs: created.outputs })).toEqual(old);
  });

  it("is replaced by another one where another number is wanted, and by none where it is the same", async () => {
    const created = await test.create(genesis, {});
    const old = { ...created, inputs: {} };
    expect(await test.session.diff(genesis, created.id, old, { number: Number(created.id) }, [])).toEqual({
      changes: {},
    });
    expect(await test.session.diff(genesis, created.id, old, { number: 2 }, [])).toEqual({
      changes: { number: "update-replace" },
    });
  });

  it("is refused where it is not there yet", async () => {
    const head = Number(await chain.rpc("eth_blockNumber"));
    await expect(test.create(genesis, { number: head + 1 }, true)).rejects.toThrow(
      `genesis: the block is not there yet, or may still be replaced by another one\n  got:      number ${head + 1}\n  expected: ${head} or less`,
    );
  });

  it("shows at a refresh that the chain has another block in its place", async () => {
    const snapshot = await chain.rpc("evm_snapshot");
    await chain.rpc("anvil_mine", "0x1");
    const created = await test.create(genesis, {});
    await chain.rpc("evm_revert", snapshot);
    await chain.rpc("evm_increaseTime", 1_000);
    await chain.rpc("anvil_mine", "0x1");
    await test.configure();
    const read = await test.session.read(genesis, created.id, { inputs: {}, outputs: created.outputs });
    expect(read?.outputs.hash).not.toBe(created.outputs.hash);
  });
});
