import type { CoreV1Event, V1Secret } from "@kubernetes/client-node";
import { computeAddress } from "ethers";
import { expectedAddressAnnotation, type SealedSecret } from "../../keys-ceremony/sealing/seal";
import { UserError } from "../../safes/user-error";
import { KubernetesApi, type KubernetesObject, type ObjectList } from "../cluster/api";
import { loadKubeconfig } from "../cluster/kubeconfig";
import { ProofFailure } from "../proof-failure";
import type { ClusterKeys } from ".";
import { type ControllerSite, type SealedSecretsController, sealedSecretsPath, startSealedSecrets } from "./controller";

type SealedKey = ClusterKeys["sealed"][number];

interface Cluster {
  readonly api: KubernetesApi;
  readonly controller: SealedSecretsController;
}

/**
 * What the ceremony has sealed is applied to the cluster, whose controller opens it: each secret has to hold the key of the
 * account that the transcript names, and under another name or in another namespace nothing may come of it. The controller
 * runs for so long only; the secrets stay for the workloads. No key is shown, the accounts are.
 */
export async function unsealKeys(keys: ClusterKeys, site: Omit<ControllerSite, "api">): Promise<string> {
  const api = new KubernetesApi(loadKubeconfig(site.kubeconfig));
  try {
    for (const key of keys.sealed) await requireNamespace(api, key);
    const own = { certificate: keys.certificate, privateKey: keys.clusterPrivateKey };
    const controller = await startSealedSecrets({ ...site, api }, own);
    try {
      const cluster = { api, controller };
      for (const key of keys.sealed) await unseal(cluster, key);
      for (const key of keys.sealed) {
        await refuseElsewhere(cluster, key, { namespace: key.namespace, name: `${key.name}-moved` });
        await refuseElsewhere(cluster, key, { namespace: "default", name: key.name });
      }
    } finally {
      await controller.stop();
    }
    const accounts = keys.sealed.map(({ role, account }) => `${role} ${account}`);
    return `${accounts.join(", ")}; under another name or namespace: refused`;
  } finally {
    api.close();
  }
}

/** A pod reads secrets of its own namespace only, and a sealed one opens in no other. */
async function requireNamespace(api: KubernetesApi, { role, namespace, name }: SealedKey): Promise<void> {
  if (await api.find(`/api/v1/namespaces/${namespace}`)) return;
  throw new UserError({
    what: "a key is sealed for a namespace that the stack does not have",
    where: `the ceremony's plan > roles.${role}.sealed`,
    got: `${namespace}/${name}`,
    expected: "the namespace of the workload that uses it",
    fix: "name it in the plan, and practise anew",
  });
}

async function unseal(cluster: Cluster, { role, namespace, name, account, manifest }: SealedKey): Promise<void> {
  const what = `${role}'s sealed key ${namespace}/${name}`;
  const { metadata } = await apply(cluster.api, { namespace, name }, manifest);
  const secret = await cluster.controller.until(what, async () => {
    const refusal = await refusalOf(cluster.api, namespace, metadata.uid);
    if (refusal !== undefined)
      throw new ProofFailure({ what: "the controller does not unseal it", where: what, got: refusal });
    return findSecret(cluster.api, namespace, name);
  });
  const found = accountOf(secret);
  const announced = secret.metadata?.annotations?.[expectedAddressAnnotation];
  if (found === account && announced === account) return;
  throw new ProofFailure({
    what: "what was unsealed is not the key of the transcript's account",
    where: what,
    got: `${found}, announced as ${announced}`,
    expected: account,
  });
}

/** Strict scope. */
async function refuseElsewhere(
  { api, controller }: Cluster,
  { role, manifest }: SealedKey,
  place: { readonly namespace: string; readonly name: string },
): Promise<void> {
  const { spec } = manifest as SealedSecret;
  const metadata = { ...place };
  const moved = { ...manifest, metadata, spec: { ...spec, template: { ...spec.template, metadata } } };
  const what = `${role}'s sealed key, moved to ${place.namespace}/${place.name}`;
  const applied = await apply(api, place, moved);
  try {
    await controller.until(what, async () => {
      if (await findSecret(api, place.namespace, place.name)) {
        throw new ProofFailure({ what: "the controller unseals what was sealed for elsewhere", where: what });
      }
      return refusalOf(api, place.namespace, applied.metadata.uid);
    });
  } finally {
    await api.delete(`${sealedSecretsPath(place.namespace)}/${place.name}`);
  }
}

function apply(
  api: KubernetesApi,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  manifest: unknown,
): Promise<KubernetesObject> {
  return api.apply<KubernetesObject>(`${sealedSecretsPath(namespace)}/${name}`, manifest, "rehearsal");
}

function findSecret(api: KubernetesApi, namespace: string, name: string): Promise<V1Secret | undefined> {
  return api.find<V1Secret>(`/api/v1/namespaces/${namespace}/secrets/${name}`);
}

/** The controller says so in an event. */
async function refusalOf(api: KubernetesApi, namespace: string, uid: string | undefined): Promise<string | undefined> {
  const { items } = await api.get<ObjectList<CoreV1Event>>(`/api/v1/namespaces/${namespace}/events`, {
    fieldSelector: `involvedObject.uid=${uid},reason=ErrUnsealFailed`,
  });
  return items[0] && (items[0].message ?? "no reason given");
}

/** Of the key in a secret; whatever else is in there is not repeated. */
function accountOf({ data }: V1Secret): string {
  const key = Buffer.from(data?.["private-key"] ?? "", "base64").toString();
  return /^[0-9a-f]{64}$/.test(key) ? computeAddress(`0x${key}`) : "no private key";
}
