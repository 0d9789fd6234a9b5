import { isOneOf, notKnownYet } from "../assessment/expectations";
import { resourcePolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
import { either, pass, type Verdict, violation } from "../assessment/verdict";

const serviceType = "kubernetes:core/v1:Service";
const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";

const annotation = (object: Resource, name: string) => object.at(["metadata", "annotations", name]);

export const noPublicLoadBalancers = resourcePolicy({
  id: "k8s-no-public-lb",
  title: "No load balancer that the cluster makes is reached from the internet",
  severity: "high",
  rationale: "it opens a way in past Cloudflare, the web ACL and the logs of the one load balancer of the edge",
  remedy: "use a NodePort behind the load balancer of the edge, or annotate the service as internal",
  types: [serviceType, ingressType],
  check: (object) => (object.is(ingressType) ? ingressIsInternal(object) : serviceIsInternal(object)),
});

function serviceIsInternal(service: Resource): Verdict {
  const { path, value } = service.at("spec.type");
  if (value.kind === "unknown") return notKnownYet(path);
  if (value.kind === "absent" || value.value !== "LoadBalancer") return pass;
  // Of the AWS Load Balancer Controller, and of the cloud provider before it, whose default is public.
  const scheme = annotation(service, "service.beta.kubernetes.io/aws-load-balancer-scheme");
  const internal = annotation(service, "service.beta.kubernetes.io/aws-load-balancer-internal");
  const verdicts = [isOneOf(scheme, ["internal"])];
  return either(scheme.value.kind === "absent" ? [isOneOf(internal, ["true"]), ...verdicts] : verdicts);
}

/** The controller's own default is internal. */
function ingressIsInternal(ingress: Resource): Verdict {
  const { path, value } = annotation(ingress, "alb.ingress.kubernetes.io/scheme");
  if (value.kind === "unknown") return notKnownYet(path);
  const isPublic = value.kind === "known" && value.value === "internet-facing";
  return isPublic ? violation(`${path} is internet-facing`, `${path}: internal`) : pass;
}
