import { generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who talks to the API server, with the groups that RBAC's built-in bindings know. */
const users = {
  administrator: { name: "rehearsal-administrator", groups: "system:masters" },
  "controller-manager": { name: "system:kube-controller-manager", groups: "" },
  scheduler: { name: "system:kube-scheduler", groups: "" },
  kwok: { name: "rehearsal-kwok", groups: "system:masters" },
} as const;

export type User = keyof typeof users;

/** Files that the control plane proves itself with; made once per directory, mode 0600. */
export interface Credentials {
  /** kube-apiserver's --token-auth-file. */
  readonly tokenTable: string;
  readonly serviceAccountKey: string;
  /** kube-apiserver writes its serving certificate and key here at its first start. */
  readonly certificateDirectory: string;
  /** File with one user's bearer token. */
  tokenFile(user: User): string;
}

const privateFile = { mode: 0o600 };
/** kube-apiserver's self-signed certificate is valid for a year. */
const renewBeforeExpiryMs = 30 * 24 * 3600 * 1000;

export function prepareCredentials(directory: string): Credentials {
  const inDirectory = (name: string) => join(directory, name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const credentials: Credentials = {
    tokenTable: inDirectory("tokens.csv"),
    serviceAccountKey: inDirectory("service-accounts.key"),
    certificateDirectory: inDirectory("serving"),
    tokenFile: (user) => inDirectory(`${user}.token`),
  };

  for (const user of Object.keys(users) as User[]) {
    const file = credentials.tokenFile(user);
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), privateFile);
  }
  const table = Object.entries(users).map(
    ([user, { name, groups }]) =>
      `${readFileSync(credentials.tokenFile(user as User), "utf8")},${name},${name},"${groups}"\n`,
  );
  writeFileSync(credentials.tokenTable, table.join(""), privateFile);

  if (!existsSync(credentials.serviceAccountKey)) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(credentials.serviceAccountKey, privateKey.export({ type: "sec1", format: "pem" }), privateFile);
  }
  dropExpiringCertificate(credentials.certificateDirectory);
  return credentials;
}

function dropExpiringCertificate(directory: string) {
  const file = join(directory, "apiserver.crt");
  if (!existsSync(file)) return;
  const { validTo } = new X509Certificate(readFileSync(file));
  if (Date.parse(validTo) < Date.now() + renewBeforeExpiryMs) rmSync(directory, { recursive: true });
}

/** The serving certificate that kube-apiserver made for itself, or undefined while it has not. */
export interface ServingCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PEM of the authority that signed it, and the file that holds it. */
  readonly authority: string;
  readonly authorityFile: string;
}

export function readServingCertificate({ certificateDirectory }: Credentials): ServingCertificate | undefined {
  const certificateFile = join(certificateDirectory, "apiserver.crt");
  const keyFile = join(certificateDirectory, "apiserver.key");
  // The key is written after the certificate.
  if (!existsSync(keyFile) || !existsSync(certificateFile)) return undefined;
  const chain = readFileSync(certificateFile, "utf8").match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g,
  );
  const authority = chain?.find((pem) => new X509Certificate(pem).ca);
  if (authority === undefined) return undefined;
  const authorityFile = join(certificateDirectory, "ca.crt");
  writeFileSync(authorityFile, authority, privateFile);
  return { certificateFile, keyFile, authority, authorityFile };
}
