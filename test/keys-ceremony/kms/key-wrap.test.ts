import {
  constants,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
} from "node:crypto";
import { SigningKey } from "ethers";
import fc from "fast-check";
import { aesKeyWrapPad, wrapKeyMaterial } from "../../../keys-ceremony/kms/key-wrap";
import { privateKeyInfo } from "../../../keys-ceremony/kms/private-key-info";
import { wrapForImport, wrappingKeyFingerprint } from "../../../keys-ceremony/kms/wrap";

const hex = (text: string) => Buffer.from(text, "hex");
const rsa = generateKeyPairSync("rsa", { modulusLength: 4096 });
const wrappingKey = rsa.publicKey.export({ type: "spki", format: "der" });
const openOaep = (wrapped: Buffer) =>
  privateDecrypt({ key: rsa.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, wrapped);
const openKwp = (kek: Buffer, wrapped: Buffer) => {
  const decipher = createDecipheriv(`id-aes${kek.length * 8}-wrap-pad`, kek, hex("a65959a6"));
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
};

describe("AES key wrap with padding", () => {
  it.each([
    [
      "20 octets",
      "c37b7e6492584340bed12207808941155068f738",
      "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
    ],
    ["7 octets", "466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"],
  ])("gives RFC 5649's vector of %s", (_what, plain, wrapped) => {
    const kek = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
    expect(aesKeyWrapPad(kek, hex(plain)).toString("hex")).toBe(wrapped);
  });

  it("can be opened by the same key and no other, whatever is inside", () => {
    const keks = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(keks, fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (kek, plain, at) => {
        const wrapped = aesKeyWrapPad(kek, plain);
        expect(wrapped.length).toBe(Math.ceil(plain.length / 8) * 8 + 8);
        expect(openKwp(Buffer.from(kek), wrapped).equals(Buffer.from(plain))).toBe(true);
        wrapped[at % wrapped.length] = (wrapped[at % wrapped.length] ?? 0) ^ 1;
        expect(() => openKwp(Buffer.from(kek), wrapped)).toThrow();
      }),
    );
  });

  it("takes no key of another length", () => {
    expect(() => aesKeyWrapPad(randomBytes(31), randomBytes(8))).toThrow("16, 24 or 32 bytes, not 31");
  });
});

describe("a private key as PKCS#8", () => {
  it("is byte for byte what openssl writes", () => {
    for (let number = 0; number < 50; number++) {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "secp256k1" });
      const secret = Buffer.from(privateKey.export({ format: "jwk" }).d as string, "base64url");
      const expected = privateKey.export({ type: "pkcs8", format: "der" });
      expect(privateKeyInfo(secret).toString("hex")).toBe(expected.toString("hex"));
    }
  });

  it("is read by openssl as the same key, short ones too", () => {
    const secret = Buffer.concat([Buffer.alloc(31), Buffer.of(5)]);
    const key = createPrivateKey({ key: privateKeyInfo(secret), format: "der", type: "pkcs8" });
    expect(Buffer.from(key.export({ format: "jwk" }).d as string, "base64url")).toEqual(secret);
  });

  it("is not made of 31 bytes, of zero or of the curve's order", () => {
    expect(() => privateKeyInfo(Buffer.alloc(31, 1))).toThrow("32 bytes, not 31");
    expect(() => privateKeyInfo(Buffer.alloc(32))).toThrow();
    expect(() => privateKeyInfo(Buffer.alloc(32, 0xff))).toThrow();
  });
});

describe("key material that is wrapped for KMS", () => {
  const material = privateKeyInfo(Buffer.from(SigningKey.computePublicKey(`0x${"01".repeat(32)}`).slice(4, 68), "hex"));

  it("opens by RSA alone, or by the AES key that RSA carries, as KMS's guide has it", () => {
    expect(openOaep(wrapKeyMaterial(material, wrappingKey, "RSAES_OAEP_SHA_256"))).toEqual(material);
    const wrapped = wrapKeyMaterial(material, wrappingKey, "RSA_AES_KEY_WRAP_SHA_256");
    const kek = openOaep(wrapped.subarray(0, 512));
    expect(kek.length).toBe(32);
    expect(openKwp(kek, wrapped.subarray(512))).toEqual(material);
  });

  it("is wrapped with another AES key each time", () => {
    const keks = Array.from({ length: 5 }, () =>
      openOaep(wrapKeyMaterial(material, wrappingKey, "RSA_AES_KEY_WRAP_SHA_256").subarray(0, 512)).toString("hex"),
    );
    expect(new Set(keks).size).toBe(5);
  });

  it.each([
    ["RSA of 2048 bits", generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey],
    ["RSA for PSS", generateKeyPairSync("rsa-pss", { modulusLength: 4096 }).publicKey],
    ["a key of secp256k1", generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey],
  ])("is not wrapped for %s", (_what, key) => {
    const der = key.export({ type: "spki", format: "der" });
    expect(() => wrapKeyMaterial(material, der, "RSAES_OAEP_SHA_256")).toThrow("not the key that KMS wraps with");
  });

  it("is not wrapped for bytes that are no key", () => {
    expect(() => wrapKeyMaterial(material, randomBytes(100), "RSAES_OAEP_SHA_256")).toThrowErrorMatchingInlineSnapshot(`
"this is not the key that KMS wraps with (GetParametersForImport)
  got:      no public key
  expected: RSA, 4096 bits, exponent 65537
  fix:      do not wrap anything for it; ask KMS anew"
`);
  });
});

describe("the offline half of an import", () => {
  const secret = Buffer.alloc(32, 7);
  const request = {
    keyArn: "arn:aws:kms:eu-west-1:000000000000:key/waiting",
    algorithm: "RSA_AES_KEY_WRAP_SHA_256",
    wrappingKey: wrappingKey.toString("base64"),
    importToken: "dG9rZW4=",
    validUntil: "2027-01-13T10:00:00.000Z",
  } as const;
  const now = new Date("2027-01-12T12:00:00Z");
  const fingerprint = wrappingKeyFingerprint(request);

  it("names the account and holds nothing of the key in the open", () => {
    const wrapped = wrapForImport(secret, request, fingerprint, now);
    expect(wrapped).toMatchObject({
      keyArn: request.keyArn,
      address: new SigningKey(secret).publicKey && expect.any(String),
    });
    expect(Buffer.from(wrapped.encryptedKeyMaterial, "base64").includes(secret)).toBe(false);
    expect(secret.equals(Buffer.alloc(32, 7))).toBe(true);
  });

  it("takes the fingerprint as it is read aloud, in groups and capitals", () => {
    const spoken = (fingerprint.match(/.{8}/g) ?? []).join(" ").toUpperCase();
    expect(wrapForImport(secret, request, spoken, now).keyArn).toBe(request.keyArn);
  });

  it("is refused for another wrapping key than the one that was read aloud", () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 4096 }).publicKey.export({ type: "spki", format: "der" });
    const swapped = { ...request, wrappingKey: other.toString("base64") };
    expect(() => wrapForImport(secret, swapped, fingerprint, now)).toThrow(
      "this is another wrapping key than the one that KMS gave",
    );
    expect(() => wrapForImport(secret, request, "", now)).toThrow("this is another wrapping key");
  });

  it("is refused when the day is over", () => {
    const late = new Date("2027-01-13T10:00:00Z");
    expect(() => wrapForImport(secret, request, fingerprint, late)).toThrowErrorMatchingInlineSnapshot(`
"this import is over (arn:aws:kms:eu-west-1:000000000000:key/waiting)
  got:      valid until 2027-01-13T10:00:00.000Z
  expected: later than 2027-01-13T10:00:00.000Z
  fix:      ask KMS for new parameters; token and wrapping key belong together and last 24 hours"
`);
    const never = { ...request, validUntil: "soon" };
    expect(() => wrapForImport(secret, never, fingerprint, now)).toThrow("this import is over");
  });
});
