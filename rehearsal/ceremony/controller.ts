import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../safes/user-error";
import type { KubernetesApi } from "../cluster/api";
import { type Part, startPart } from "../cluster/part";
import { endOrphans } from "../orphans";
import { sealedSecretDefinition } from "./definition";

/** Where the controller of sealed-secrets keeps its keys. */
const keyNamespace = "kube-system";

export const sealedSecretsPath = (namespace: string) =>
  `/apis/bitnami.com/v1alpha1/namespaces/${namespace}/sealedsecrets`;

export interface ControllerSite {
  readonly api: KubernetesApi;
  readonly kubeconfig: string;
  /** The program, as the toolchain has built it. */
  readonly program: string;
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** The controller of a cluster, for as long as somebody needs it. */
export interface SealedSecretsController {
  /** Asks until the answer is there. @throws UserError when the controller ends, or after 30 s. */
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
  stop(): Promise<void>;
}

const answerLimitMs = 30_000;
const fieldManager = "rehearsal";

/** Tells the API server what a SealedSecret is. */
export async function defineSealedSecrets(api: KubernetesApi, signal: AbortSignal): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  await api.apply(`${path}/${sealedSecretDefinition.metadata.name}`, sealedSecretDefinition, fieldManager);
  // "storage is (re)initializing", for a moment.
  const list = () => api.find("/apis/bitnami.com/v1alpha1/sealedsecrets").catch(() => undefined);
  await poll("the API of SealedSecrets", list, signal);
}

/**
 * Starts it with a key of our own, as sealed-secrets' README says under "bring your own certificates". Without one it makes
 * its own. What an earlier, killed rehearsal left running is ended first.
 */
export async function startSealedSecrets(
  { api, kubeconfig, program, directory, signal }: ControllerSite,
  key?: { readonly certificate: string; readonly privateKey: string },
): Promise<SealedSecretsController> {
  await endOrphans(directory, [program]);
  await defineSealedSecrets(api, signal);
  if (key) await bringKey(api, key);
  const logs = join(directory, "logs");
  mkdirSync(logs, { recursive: true });
  const part: Part = startPart({
    name: "sealed-secrets-controller",
    command: program,
    arguments: [kubeconfig, keyNamespace],
    directory,
    logFile: join(logs, "sealed-secrets-controller.log"),
  });
  const died = part.died.then((got) => {
    throw new UserError({ what: "the controller of sealed-secrets ended", got, fix: `read ${logs}` });
  });
  // Between two questions nobody waits for it.
  died.catch(() => {});
  return {
    until: (what, ask) => Promise.race([poll(what, ask, signal), died]),
    stop: () => part.stop(),
  };
}

async function bringKey(
  api: KubernetesApi,
  { certificate, privateKey }: { readonly certificate: string; readonly privateKey: string },
): Promise<void> {
  const name = "sealed-secrets-key-of-the-ceremony";
  const encode = (text: string) => Buffer.from(text).toString("base64");
  const labels = { "sealedsecrets.bitnami.com/sealed-secrets-key": "active" };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: keyNamespace, labels },
    type: "kubernetes.io/tls",
    data: { "tls.crt": encode(certificate), "tls.key": encode(privateKey) },
  };
  await api.apply(`/api/v1/namespaces/${keyNamespace}/secrets/${name}`, secret, fieldManager);
}

async function poll<T>(what: string, ask: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + answerLimitMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline)
      throw new UserError({ what: `nothing came within ${answerLimitMs / 1000} s`, where: what });
    await sleep(50);
  }
}
