import { type KeyPairKeyObjectResult, sign } from "node:crypto";

const bytes = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts: readonly Uint8Array[]) => bytes(0x30, ...parts);
const objectId = (hex: string) => bytes(0x06, Buffer.from(hex, "hex"));
/** GeneralizedTime. */
const time = (date: Date) => bytes(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, "")}`));

/** A self-signed certificate, as sealed-secrets' controller makes one: X.509 written by hand, because Node reads them only. */
export function selfSigned({ publicKey, privateKey }: KeyPairKeyObjectResult, validFrom: Date, validTo: Date): string {
  const algorithm =
    privateKey.asymmetricKeyType === "rsa"
      ? sequence(objectId("2a864886f70d01010b"), bytes(0x05)) // sha256WithRSAEncryption
      : sequence(objectId("2a8648ce3d040302")); // ecdsa-with-SHA256
  const name = sequence(bytes(0x31, sequence(objectId("550403"), bytes(0x0c, Buffer.from("sealed-secrets")))));
  const body = sequence(
    bytes(0xa0, bytes(0x02, Buffer.from([2]))),
    bytes(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(validFrom), time(validTo)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, algorithm, bytes(0x03, Buffer.from([0]), signature));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
