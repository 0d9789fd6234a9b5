import { constants, createDecipheriv, type KeyObject, privateDecrypt, X509Certificate } from "node:crypto";
import { fingerprintOf } from "../../../keys-ceremony/sealing/certificate";
import { expectedAddressAnnotation, type SealingRequest, seal } from "../../../keys-ceremony/sealing/seal";
import { selfSigned, splitSealed } from "./self-signed";

const now = new Date("2027-03-01T10:00:00Z");
const valid = selfSigned(new Date("2027-01-01T00:00:00Z"), new Date("2037-01-01T00:00:00Z"));
const address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const value = Buffer.from("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

function request(changes: Partial<SealingRequest> = {}): SealingRequest {
  const { certificate } = valid;
  return {
    value,
    certificate,
    namespace: "rollup",
    name: "batcher-key",
    pinnedFingerprint: fingerprintOf(certificate),
    now,
    expectedAddress: address,
    ...changes,
  };
}

/** As the controller does it, with Node's own RSA and AES. */
function open(sealed: string, privateKey: KeyObject, label: string): Buffer {
  const { wrapped, body, tag } = splitSealed(Buffer.from(sealed, "base64"));
  const sessionKey = privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel: Buffer.from(label) },
    wrapped,
  );
  const decipher = createDecipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12)).setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

describe("sealing", () => {
  it("makes an object that says whose key it is, on itself and on the secret that comes of it", () => {
    const sealed = seal(request());
    const metadata = {
      name: "batcher-key",
      namespace: "rollup",
      annotations: { [expectedAddressAnnotation]: address },
    };

    expect(sealed).toEqual({
      apiVersion: "bitnami.com/v1alpha1",
      kind: "SealedSecret",
      metadata,
      spec: {
        encryptedData: { "private-key": expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) },
        template: { type: "Opaque", metadata },
      },
    });
    // Strict scope is the default, and has no annotation.
    expect(JSON.stringify(sealed)).not.toMatch(/namespace-wide|cluster-wide/);
  });

  it("is opened with the certificate's private key, under its namespace and name only", () => {
    const sealed = seal(request({ key: "key" })).spec.encryptedData.key as string;

    expect(open(sealed, valid.privateKey, "rollup/batcher-key")).toEqual(value);
    for (const label of ["rollup/proposer-key", "other/batcher-key", "rollup", ""]) {
      expect(() => open(sealed, valid.privateKey, label)).toThrow();
    }
  });

  it("is another every time, and altered in no bit", () => {
    const [first = "", second = ""] = [seal(request()), seal(request())].map(
      ({ spec }) => spec.encryptedData["private-key"] as string,
    );
    expect(first).not.toBe(second);
    const altered = Buffer.from(first, "base64");
    altered[altered.length - 20] = (altered[altered.length - 20] as number) ^ 1;
    expect(() => open(altered.toString("base64"), valid.privateKey, "rollup/batcher-key")).toThrow();
  });

  it("takes the fingerprint as openssl prints it", () => {
    const { fingerprint256 } = new X509Certificate(valid.certificate);
    expect(() => seal(request({ pinnedFingerprint: fingerprint256 }))).not.toThrow();
  });

  it("refuses another certificate than the pinned one", () => {
    const other = selfSigned(new Date("2027-01-01T00:00:00Z"), new Date("2037-01-01T00:00:00Z"));
    expect(() => seal(request({ certificate: other.certificate }))).toThrow(/not the pinned one/);
  });

  it.each([
    ["expired", "2026-01-01T00:00:00Z", "2027-02-28T23:59:59Z", /has expired/],
    ["not yet valid", "2027-03-02T00:00:00Z", "2037-01-01T00:00:00Z", /not valid yet/],
  ])("refuses a certificate that is %s", (_, from, to, message) => {
    const { certificate } = selfSigned(new Date(from), new Date(to));
    expect(() => seal(request({ certificate, pinnedFingerprint: fingerprintOf(certificate) }))).toThrow(message);
  });

  it("refuses what is no certificate of sealed-secrets", () => {
    const { certificate } = selfSigned(new Date("2027-01-01T00:00:00Z"), new Date("2037-01-01T00:00:00Z"), "ec");
    expect(() => seal(request({ certificate, pinnedFingerprint: fingerprintOf(certificate) }))).toThrow(/type ec/);
    expect(() => seal(request({ certificate: "none" }))).toThrow(/not a certificate/);
  });

  it("refuses names that Kubernetes would not take, or that would change the label", () => {
    expect(() => seal(request({ name: "a/b" }))).toThrow(/cannot have this name/);
    expect(() => seal(request({ namespace: "" }))).toThrow(/cannot have this namespace/);
  });
});
