import type { PolicyCases } from "../case";
import { unknown } from "../engine-stub";
import { object } from "./pods";

const prefix = "service.beta.kubernetes.io/aws-load-balancer";
const service = (type: unknown, annotations?: unknown) =>
  object("core/v1:Service", "rpc", { metadata: { namespace: "jeju", annotations }, spec: { type } });
const balanced = (annotations?: unknown) => service("LoadBalancer", annotations);
const ingress = (scheme: unknown) =>
  object("networking.k8s.io/v1:Ingress", "rpc", {
    metadata: { namespace: "jeju", annotations: { "alb.ingress.kubernetes.io/scheme": scheme } },
  });

export const exposureCases: readonly PolicyCases[] = [
  {
    policy: "k8s-no-public-lb",
    good: {
      "services inside the cluster": [service(undefined), service("ClusterIP")],
      "a port of the nodes": [service("NodePort")],
      "an internal load balancer": [balanced({ [`${prefix}-scheme`]: "internal" })],
      "an internal load balancer, by the older annotation": [balanced({ [`${prefix}-internal`]: "true" })],
      "ingresses that are internal": [ingress("internal"), ingress(undefined)],
    },
    bad: {
      "a load balancer that says nothing": { resources: [balanced()], found: /aws-load-balancer-internal" is not set/ },
      "a public load balancer": {
        resources: [balanced({ [`${prefix}-scheme`]: "internet-facing" })],
        found: /aws-load-balancer-scheme" is internet-facing/,
      },
      "a public load balancer that the older annotation calls internal": {
        resources: [balanced({ [`${prefix}-scheme`]: "internet-facing", [`${prefix}-internal`]: "true" })],
        found: /aws-load-balancer-scheme" is internet-facing/,
      },
      "a public load balancer, by the older annotation": {
        resources: [balanced({ [`${prefix}-internal`]: "false" })],
        found: /aws-load-balancer-internal" is false/,
      },
      "a public ingress": { resources: [ingress("internet-facing")], found: /scheme" is internet-facing/ },
    },
    unknown: {
      "a type that another resource computes": [service(unknown)],
      "annotations that another resource computes": [balanced(unknown)],
      "an ingress's scheme that another resource computes": [ingress(unknown)],
    },
  },
];
