import { createHash } from "node:crypto";
import type { V1Ingress, V1IngressBackend, V1IngressClass, V1Node, V1Service } from "@kubernetes/client-node";
import type { KubernetesApi } from "./api";
import { type Controller, NotYet, startController } from "./controller";
import { recordEvent } from "./events";

const albController = "ingress.k8s.aws/alb";
/** Absent: the cloud controller manager takes the service and makes a classic load balancer. */
const serviceClasses = [undefined, "service.k8s.aws/nlb"];

/** Stands in for the AWS Load Balancer Controller: gives services and ingresses the host name of a load balancer. */
export async function startLoadBalancers(api: KubernetesApi, log: (line: string) => void): Promise<Controller> {
  const controllers = await Promise.all([
    startController<V1Service>({
      api,
      path: "/api/v1/services",
      log,
      reconcile: (service) => balanceService(api, service),
    }),
    startController<V1Ingress>({
      api,
      path: "/apis/networking.k8s.io/v1/ingresses",
      log,
      reconcile: (ingress) => balanceIngress(api, ingress),
    }),
  ]);
  return { stop: async () => void (await Promise.all(controllers.map((controller) => controller.stop()))) };
}

async function balanceService(api: KubernetesApi, { metadata, spec, status }: V1Service): Promise<void> {
  if (spec?.type !== "LoadBalancer" || metadata?.deletionTimestamp || status?.loadBalancer?.ingress?.length) return;
  if (!serviceClasses.includes(spec.loadBalancerClass)) return;
  const { namespace = "", name = "", uid = "" } = metadata ?? {};
  const hostname = spec.loadBalancerClass
    ? `${balancerName(namespace, name, uid)}-${hexOf(uid, 16)}.elb.${await regionOf(api)}.amazonaws.com`
    : `a${hexOf(uid, 31)}-${digitsOf(uid)}.${await regionOf(api)}.elb.amazonaws.com`;
  await api.patch(`/api/v1/namespaces/${namespace}/services/${name}/status`, {
    status: { loadBalancer: { ingress: [{ hostname }] } },
  });
}

async function balanceIngress(api: KubernetesApi, ingress: V1Ingress): Promise<void> {
  const { metadata, spec, status } = ingress;
  if (metadata?.deletionTimestamp || status?.loadBalancer?.ingress?.length || !spec?.ingressClassName) return;
  const ingressClass = await api.find<V1IngressClass>(
    `/apis/networking.k8s.io/v1/ingressclasses/${spec.ingressClassName}`,
  );
  if (ingressClass?.spec?.controller !== albController) return;
  const { namespace = "", name = "", uid = "", annotations } = metadata ?? {};
  for (const service of backendsOf(ingress)) {
    if (await api.find(`/api/v1/namespaces/${namespace}/services/${service}`)) continue;
    const failure = `Failed build model due to ingress: ${namespace}/${name}: Service "${service}" not found`;
    await recordEvent(api, ingress, "FailedBuildModel", failure);
    throw new NotYet();
  }
  const internal = annotations?.["alb.ingress.kubernetes.io/scheme"] !== "internet-facing";
  const balancer = `${balancerName(namespace, name, uid)}-${digitsOf(uid)}.${await regionOf(api)}.elb.amazonaws.com`;
  await api.patch(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}/status`, {
    status: { loadBalancer: { ingress: [{ hostname: internal ? `internal-${balancer}` : balancer }] } },
  });
}

/** Services that the ingress sends to; a backend of the annotation kind (`use-annotation`) is no service. */
function backendsOf({ spec }: V1Ingress): string[] {
  const backends: (V1IngressBackend | undefined)[] = [
    spec?.defaultBackend,
    ...(spec?.rules ?? []).flatMap((rule) => rule.http?.paths ?? []).map(({ backend }) => backend),
  ];
  const services = backends.map((backend) => backend?.service);
  return [
    ...new Set(
      services.flatMap((service) => (service && service.port?.name !== "use-annotation" ? [service.name] : [])),
    ),
  ];
}

function balancerName(namespace: string, name: string, uid: string): string {
  const short = (text: string) => text.replace(/[^a-z0-9]/g, "").slice(0, 8);
  return `k8s-${short(namespace)}-${short(name)}-${hexOf(uid, 10)}`;
}

async function regionOf(api: KubernetesApi): Promise<string> {
  const nodes = await api.get<{ items: V1Node[] }>("/api/v1/nodes", { limit: 1 });
  return nodes.items[0]?.metadata?.labels?.["topology.kubernetes.io/region"] ?? "us-east-1";
}

function hexOf(uid: string, length: number): string {
  return createHash("sha256").update(uid).digest("hex").slice(0, length);
}

function digitsOf(uid: string): number {
  return createHash("sha256").update(uid).digest().readUInt32BE(0);
}
