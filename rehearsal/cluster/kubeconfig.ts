import { writeFileSync } from "node:fs";
import { stringify } from "yaml";

export interface KubeconfigOptions {
  readonly endpoint: string;
  /** PEM, base64. */
  readonly certificateAuthority: string;
  readonly tokenFile: string;
}

/** A kubeconfig that names the token's file, so that it can be shown and copied without giving the token away. */
export function writeKubeconfig(file: string, { endpoint, certificateAuthority, tokenFile }: KubeconfigOptions) {
  const name = "rehearsal";
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } }],
    users: [{ name, user: { tokenFile } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
}
