import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { chainConfigMapData, sha256, unlaunchedChain } from "../../infra/chain-files";

const jeju = { l1ChainId: 8453, l2ChainId: 420691, blockTimeSeconds: 2 };

describe("the files of a chain", () => {
  it("carry the chain ids and the block time before the launch", () => {
    const { rollup, genesis } = unlaunchedChain(jeju);
    expect(JSON.parse(rollup)).toMatchObject({ l1_chain_id: 8453, l2_chain_id: 420691, block_time: 2 });
    expect(JSON.parse(genesis)).toMatchObject({
      config: { chainId: 420691, bedrockBlock: 0, graniteTime: 0 },
    });
  });

  it("have a sequencing window of 12 hours in blocks of Base", () => {
    expect(JSON.parse(unlaunchedChain(jeju).rollup).seq_window_size * 2).toBe(12 * 3600);
  });

  it("name no contract before the launch, so that op-node refuses to start", () => {
    const { batch_inbox_address, deposit_contract_address } = JSON.parse(unlaunchedChain(jeju).rollup);
    expect([batch_inbox_address, deposit_contract_address]).toEqual(Array(2).fill(`0x${"0".repeat(40)}`));
  });

  it("come out of the config map as they went in", () => {
    const files = unlaunchedChain(jeju);
    const { data, binaryData } = chainConfigMapData(files);
    expect(data["rollup.json"]).toBe(files.rollup);
    expect(gunzipSync(Buffer.from(binaryData["genesis.json.gz"] ?? "", "base64")).toString()).toBe(files.genesis);
  });

  it("are packed without a trace of the machine that packed them", () => {
    const packed = Buffer.from(chainConfigMapData(unlaunchedChain(jeju)).binaryData["genesis.json.gz"] ?? "", "base64");
    expect(packed.subarray(4, 8)).toEqual(Buffer.alloc(4));
    expect(packed[9]).toBe(255);
  });

  it("fit when the genesis is 9 MB of the same proxy over and over", () => {
    const proxy = randomBytes(1_200).toString("hex");
    const alloc = Object.fromEntries(
      Array.from({ length: 3_500 }, (_, index) => [index.toString(16), { code: proxy }]),
    );
    expect(() => chainConfigMapData({ rollup: "{}", genesis: JSON.stringify({ alloc }) })).not.toThrow();
  });

  it("are refused when a config map cannot hold them", () => {
    const genesis = randomBytes(800_000).toString("base64");
    expect(() => chainConfigMapData({ rollup: "{}", genesis })).toThrow(
      /genesis\.json: got \d+ bytes together with rollup\.json, packed, expected at most 1044480/,
    );
  });

  it("have the digest that sha256sum prints", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
