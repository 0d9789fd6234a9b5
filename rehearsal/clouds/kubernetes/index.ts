import { version } from "@pulumi/kubernetes/package.json";
import type { Provider } from "../../../safes/plugin/provider";
import { checkConfig, readConfig, replacingSettings } from "./config";
import { KubernetesSession } from "./session";

export interface KubernetesProviderOptions {
  /** Path of the helm program. */
  readonly helm: string;
}

/** Stands in for Pulumi's kubernetes provider; the cluster that it talks to is a real one. */
export function kubernetesProvider({ helm }: KubernetesProviderOptions): Provider {
  return {
    name: "kubernetes",
    version,
    checkConfig: async (config) => checkConfig(config),
    diffConfig: async (old, news) => replacingSettings(old, news),
    configure: async (config) => new KubernetesSession(readConfig(config), helm),
  };
}
