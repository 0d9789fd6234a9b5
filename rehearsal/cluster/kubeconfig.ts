import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { parse, stringify } from "yaml";

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

interface KubeconfigUsers {
  readonly users?: readonly { readonly name: string; readonly user?: { readonly tokenFile?: string } }[];
}

/** Reads a kubeconfig, given as its content or as its path. */
export function loadKubeconfig(contentOrPath: string): KubeConfig {
  const content = existsSync(contentOrPath) ? readFileSync(contentOrPath, "utf8") : contentOrPath;
  const kubeconfig = new KubeConfig();
  kubeconfig.loadFromString(content);
  // The client knows token files only under this name, not under kubectl's.
  for (const { name, user } of (parse(content) as KubeconfigUsers).users ?? []) {
    if (!user?.tokenFile) continue;
    kubeconfig.users = kubeconfig.users.map((known) =>
      known.name === name
        ? { ...known, authProvider: { name: "tokenFile", config: { tokenFile: user.tokenFile } } }
        : known,
    );
  }
  return kubeconfig;
}
