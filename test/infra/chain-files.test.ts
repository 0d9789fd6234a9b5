import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { chainConfigMapData, sha256 } from "../../infra/chain-files";

describe("the files of a chain", () => {
  const files = { rollup: '{ "l2_chain_id": 420690 }\n', genesis: '{ "alloc": {} }\n' };

  it("come out of the config map as they went in", async () => {
    const { data, binaryData } = await chainConfigMapData(files);
    expect(data["rollup.json"]).toBe(files.rollup);
    expect(gunzipSync(Buffer.from(binaryData["genesis.json.gz"] ?? "", "base64")).toString()).toBe(files.genesis);
  });

  it("are packed without a trace of the machine that packed them", async () => {
    const packed = Buffer.from((await chainConfigMapData(files)).binaryData["genesis.json.gz"] ?? "", "base64");
    expect(packed.subarray(4, 8)).toEqual(Buffer.alloc(4));
    expect(packed[9]).toBe(255);
  });

  it("fit when the genesis is 9 MB of the same proxy over and over", async () => {
    const proxy = randomBytes(1_200).toString("hex");
    const alloc = Object.fromEntries(
      Array.from({ length: 3_500 }, (_, index) => [index.toString(16), { code: proxy }]),
    );
    const { binaryData } = await chainConfigMapData({ rollup: "{}", genesis: JSON.stringify({ alloc }) });
    expect(Object.keys(binaryData)).toEqual(["genesis.json.gz"]);
  });

  it("are refused when a config map cannot hold them", async () => {
    const genesis = randomBytes(800_000).toString("base64");
    await expect(chainConfigMapData({ rollup: "{}", genesis })).rejects.toThrow(
      /genesis\.json: got \d+ bytes together with rollup\.json, packed, expected at most 1044480/,
    );
  });

  it("have the digest that sha256sum prints", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
