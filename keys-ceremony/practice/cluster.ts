import { generateKeyPair } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { selfSigned } from "./self-signed";

const generateKeys = promisify(generateKeyPair);

/** As the controller of sealed-secrets makes its own. */
const validMs = 10 * 365 * 86_400_000;

/** Where a practice leaves the certificate that it seals for, and the key that opens what is sealed. */
export function clusterFiles(folder: string): { readonly certificate: string; readonly privateKey: string } {
  return { certificate: join(folder, "cluster-certificate.pem"), privateKey: join(folder, "cluster-private-key.pem") };
}

/**
 * The certificate of the cluster that a practice seals for, made when it is first asked for. A real cluster keeps its
 * private key to itself; here it lies in the practice's folder, so that a rehearsal can give it to a controller.
 */
export async function clusterCertificate(folder: string, now: Date): Promise<string> {
  const files = clusterFiles(folder);
  if (existsSync(files.certificate)) return readFileSync(files.certificate, "utf8");
  mkdirSync(folder, { recursive: true });
  const keys = await generateKeys("rsa", { modulusLength: 4096 });
  const certificate = selfSigned(keys, now, new Date(now.getTime() + validMs));
  writeFileSync(files.privateKey, keys.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  // Last: where it stands, its key is there.
  writeFileSync(files.certificate, certificate);
  return certificate;
}
