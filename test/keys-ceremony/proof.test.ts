import { Signature, TypedDataEncoder, Wallet } from "ethers";
import {
  checkPossession,
  type Possession,
  possessionDigest,
  possessionText,
  possessionTypedData,
  recoverSigner,
} from "../../keys-ceremony/proof";

const wallet = new Wallet(`0x${"11".repeat(32)}`);
const possession: Possession = {
  key: wallet.address,
  role: "batcher",
  chainId: 8453,
  ceremonyId: `0x${"22".repeat(32)}`,
  transcriptHead: `0x${"33".repeat(32)}`,
  notAfter: 1_800_000_000,
};
const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

async function signed(scheme: "eip712" | "eip191"): Promise<string> {
  if (scheme === "eip191") return wallet.signMessage(possessionText(possession));
  const { domain, types, message } = possessionTypedData(possession);
  return wallet.signTypedData(domain, types, message);
}

describe("typed data", () => {
  it("hashes as EIP-712's own example says", () => {
    const person = [
      { name: "name", type: "string" },
      { name: "wallet", type: "address" },
    ];
    const mail = [
      { name: "from", type: "Person" },
      { name: "to", type: "Person" },
      { name: "contents", type: "string" },
    ];
    const digest = TypedDataEncoder.hash(
      { name: "Ether Mail", version: "1", chainId: 1, verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC" },
      { Person: person, Mail: mail },
      {
        from: { name: "Cow", wallet: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" },
        to: { name: "Bob", wallet: "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
        contents: "Hello, Bob!",
      },
    );
    expect(digest).toBe("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    const signature = Signature.from({
      r: "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d",
      s: "0x07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562",
      v: 28,
    });
    expect(recoverSigner(digest, signature.serialized)).toBe("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
  });
});

describe.each(["eip712", "eip191"] as const)("a proof of possession by %s", (scheme) => {
  it("counts for exactly what was signed, whichever v the device gives", async () => {
    const signature = await signed(scheme);
    const v = Number.parseInt(signature.slice(-2), 16);
    for (const each of [v, v - 27]) {
      const given = `${signature.slice(0, -2)}${each.toString(16).padStart(2, "0")}`;
      expect(() => checkPossession(possession, { scheme, signature: given })).not.toThrow();
    }
  });

  it.each([
    ["role", { role: "proposer" }],
    ["chain", { chainId: 84532 }],
    ["ceremony", { ceremonyId: `0x${"23".repeat(32)}` }],
    ["moment", { transcriptHead: `0x${"34".repeat(32)}` }],
    ["end", { notAfter: 1_900_000_000 }],
    ["key", { key: new Wallet(`0x${"12".repeat(32)}`).address }],
  ])("counts for no other %s", async (_, change) => {
    const signature = await signed(scheme);
    expect(() => checkPossession({ ...possession, ...change }, { scheme, signature })).toThrow("proof of possession");
  });

  it("does not count with a high s, another v, or cut short", async () => {
    const { r, s, v } = Signature.from(await signed(scheme));
    const high = `${r}${(curveOrder - BigInt(s)).toString(16).padStart(64, "0")}${v === 27 ? "1c" : "1b"}`;
    const digest = possessionDigest(possession, scheme);
    for (const wrong of [high, `${r}${s.slice(2)}1d`, `${r}${s.slice(2)}`, "0x"]) {
      expect(recoverSigner(digest, wrong)).toBeUndefined();
    }
  });

  it("does not count as the other scheme", async () => {
    const signature = await signed(scheme);
    const other = scheme === "eip712" ? "eip191" : "eip712";
    expect(() => checkPossession(possession, { scheme: other, signature })).toThrow("proof of possession");
  });
});
