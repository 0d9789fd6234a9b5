/**
 * The process that owns a rehearsal's services: it starts the chain and the cluster, serves the stand-in clouds, and
 * ends everything when the process that asked for it is gone, however that one ended. Started by services.ts only.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type ForkSource, startChain } from "./chain";
import { startCluster } from "./cluster";
import { endOrphans } from "./orphans";
import { type RehearsalPaths, rehearsalPaths } from "./paths";
import type { Toolchain } from "./toolchain";

export interface SupervisorRequest {
  readonly toolchain: Toolchain;
  readonly l1ChainId: number;
  readonly fork?: ForkSource;
  /** The AWS account that the stand-in plays. */
  readonly accountId: string;
  /** ARNs of principals that exist there before the stack does. */
  readonly givenPrincipals: readonly string[];
  readonly ownerPid: number;
}

/** Where the services answer. */
export interface Endpoints {
  readonly supervisorPid: number;
  readonly ownerPid: number;
  /** Set once the services are to outlive the process that started them. */
  readonly kept: boolean;
  /** JSON-RPC of the stand-in for L1. */
  readonly l1RpcUrl: string;
  readonly kubernetesUrl: string;
  readonly kubeconfig: string;
  /** Value of PULUMI_DEBUG_PROVIDERS. */
  readonly debugProviders: string;
  /** Value of AWS_ENDPOINT_URL_KMS. */
  readonly kmsUrl: string;
}

export type SupervisorMessage = { readonly ready: Endpoints } | { readonly failed: string };

type Stop = () => Promise<void>;

async function startServices(
  paths: RehearsalPaths,
  request: SupervisorRequest,
  stops: Stop[],
  report: (died: string) => void,
): Promise<Endpoints> {
  const { toolchain, l1ChainId, fork, accountId, givenPrincipals, ownerPid } = request;
  await endOrphans(paths.root, [
    toolchain.etcd,
    toolchain.kubeApiserver,
    toolchain.kubeControllerManager,
    toolchain.kubeScheduler,
    toolchain.kwok,
    toolchain.anvil,
  ]);
  const [chain, cluster, { serveClouds }] = await Promise.all([
    startChain({ directory: paths.chain, anvil: toolchain.anvil, chainId: l1ChainId, ...(fork && { fork }) }),
    startCluster({ directory: paths.cluster, toolchain }),
    loadClouds(),
  ]);
  stops.push(
    () => chain.stop(),
    () => cluster.stop(),
  );
  chain.died.then((code) => report(`anvil ended with code ${code}`));
  cluster.died.then(report);
  const clouds = await serveClouds({
    directory: paths.clouds,
    kubernetes: cluster,
    helm: toolchain.helm,
    accountId,
    givenPrincipals,
  });
  stops.unshift(() => clouds.stop());
  return {
    supervisorPid: process.pid,
    ownerPid,
    kept: false,
    l1RpcUrl: chain.rpcUrl,
    kubernetesUrl: cluster.endpoint,
    kubeconfig: cluster.kubeconfigPath,
    debugProviders: clouds.debugProviders,
    kmsUrl: clouds.kmsUrl,
  };
}

/** A second's work for this thread, done while the API server starts. An import() would reach Node's own loader, past tsx. */
async function loadClouds() {
  await pause(500);
  // Some of the clouds' resources are components, whose parts this process registers as the program does.
  require("../infra/quiet-sdk").quietSdk();
  return require("./clouds") as typeof import("./clouds");
}

function writeEndpoints(paths: RehearsalPaths, endpoints: Endpoints) {
  writeFileSync(`${paths.services}.new`, JSON.stringify(endpoints, null, 2), { mode: 0o600 });
  renameSync(`${paths.services}.new`, paths.services);
}

async function supervise(root: string) {
  const paths = rehearsalPaths(root.slice(dirname(root).length + 1), dirname(root));
  mkdirSync(paths.root, { recursive: true, mode: 0o700 });
  const stops: Stop[] = [];
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= (async () => {
      for (const stop of stops) await stop().catch((error) => console.error(error));
      rmSync(paths.services, { force: true });
      process.exit(0);
    })();
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, end);
  const send = (message: SupervisorMessage) => process.connected && process.send?.(message);

  let kept = false;
  process.on("disconnect", () => {
    if (!kept) end();
  });
  const request = await new Promise<SupervisorRequest>((resolve) => process.once("message", resolve));
  try {
    const endpoints = await startServices(paths, request, stops, (failed) => {
      if (ending) return;
      send({ failed });
      end();
    });
    writeEndpoints(paths, endpoints);
    process.on("message", (message) => {
      if (message !== "keep") return;
      kept = true;
      writeEndpoints(paths, { ...endpoints, kept: true });
    });
    send({ ready: endpoints });
  } catch (error) {
    send({ failed: error instanceof Error ? error.message : String(error) });
    end();
  }
}

const root = process.argv[2];
if (require.main === module && root) void supervise(root);
