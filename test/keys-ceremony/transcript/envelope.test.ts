import { createPublicKey, verify } from "node:crypto";
import { Wallet } from "ethers";
import {
  hashOf,
  payloadType,
  preAuthenticationEncoding,
  signersOf,
  textToSign,
  withSignature,
} from "../../../keys-ceremony/transcript/envelope";

/** "Test Vectors" of DSSE's protocol.md, version 1.0. */
const vector = {
  payload: "aGVsbG8gd29ybGQ=",
  payloadType: "http://example.com/HelloWorld",
  x: 46950820868899156662930047687818585632848591499744589407958293238635476079160n,
  y: 5640078356564379163099075877009565129882514886557779369047442380624545832820n,
  sig: "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==",
};

const coordinate = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex").toString("base64url");

describe("an envelope", () => {
  it("is signed over the bytes that DSSE's own vector has", () => {
    const encoding = preAuthenticationEncoding(vector.payloadType, Buffer.from(vector.payload, "base64"));
    expect(Buffer.from(encoding).toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    const key = createPublicKey({
      key: { kty: "EC", crv: "P-256", x: coordinate(vector.x), y: coordinate(vector.y) },
      format: "jwk",
    });
    const signature = Buffer.from(vector.sig, "base64");
    expect(verify("sha256", encoding, { key, dsaEncoding: "ieee-p1363" }, signature)).toBe(true);
  });

  it("counts lengths in bytes, not in letters", () => {
    expect(Buffer.from(preAuthenticationEncoding("ä", Buffer.from("é"))).toString()).toBe("DSSEv1 2 ä 2 é");
  });

  it("counts a signer once, and believes no key id", async () => {
    const [one, other] = [new Wallet(`0x${"11".repeat(32)}`), new Wallet(`0x${"12".repeat(32)}`)];
    const envelope = { payload: Buffer.from("{}").toString("base64"), payloadType, signatures: [] };
    const signature = await one.signMessage(textToSign(hashOf(envelope)));
    const twice = withSignature(withSignature(envelope, signature), signature);
    const claimed = {
      ...twice,
      signatures: twice.signatures.map((each, index) => (index === 1 ? { ...each, keyid: other.address } : each)),
    };
    expect([...signersOf(claimed)]).toEqual([one.address]);
  });
});
