import { existsSync, readFileSync } from "node:fs";
import { UserError } from "../../../safes/user-error";
import { KubernetesApi } from "../../cluster/api";
import { loadKubeconfig } from "../../cluster/kubeconfig";
import type { KubernetesConfig } from "./config";
import { Discovery } from "./discovery";

/** A cluster that answered. */
export interface Connection {
  readonly api: KubernetesApi;
  readonly discovery: Discovery;
  /** Content of the kubeconfig, for programs such as helm. */
  readonly kubeconfig: string;
  /** Namespace of objects that name none. */
  readonly namespace: string;
}

/** The cluster of one provider, connected to when it is first needed. */
export class ClusterConnection {
  private connection: Promise<Connection> | undefined;

  constructor(private readonly config: KubernetesConfig) {}

  /** @throws UserError when the cluster cannot be reached. */
  open(): Promise<Connection> {
    this.connection ??= this.connect().catch((error) => {
      this.connection = undefined;
      throw error;
    });
    return this.connection;
  }

  /** `undefined` when the cluster cannot be reached, which at preview is no mistake: it may be still to be created. */
  async tryOpen(): Promise<Connection | undefined> {
    return this.open().catch((error) => {
      if (error instanceof UserError) return undefined;
      throw error;
    });
  }

  private async connect(): Promise<Connection> {
    const { kubeconfig: content, context } = this.config;
    if (content === undefined) {
      throw unreachable("no kubeconfig", "give the provider a kubeconfig: the rehearsal never uses the operator's own");
    }
    const kubeconfig = loadKubeconfig(content);
    const text = existsSync(content) ? readFileSync(content, "utf8") : content;
    if (context) kubeconfig.setCurrentContext(context);
    const api = new KubernetesApi(kubeconfig);
    const discovery = new Discovery(api);
    await discovery.version().catch((error) => {
      throw unreachable(
        error instanceof Error ? error.message : String(error),
        "check that the cluster runs and the kubeconfig names it",
      );
    });
    const current = kubeconfig.getContextObject(kubeconfig.getCurrentContext());
    return { api, discovery, kubeconfig: text, namespace: this.config.namespace ?? current?.namespace ?? "default" };
  }
}

function unreachable(got: string, fix: string): UserError {
  return new UserError({ what: "the configured Kubernetes cluster is unreachable", got, fix });
}
