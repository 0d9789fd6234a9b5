import { isNotTrue, isOneOf, isPresent, isTrue, notKnownYet } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { about, pass, undecided, type Verdict, violation } from "./assessment/verdict";

const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;
const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const;
const webAclType = "aws:wafv2/webAcl:WebAcl";
const associationType = "aws:wafv2/webAclAssociation:WebAclAssociation";
const loggingType = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

const modernTls = resourcePolicy({
  id: "alb-tls-policy",
  title: "Encrypted listeners take TLS 1.2 and 1.3 only",
  severity: "high",
  rationale: "older versions and their ciphers can be broken by whoever sits on the way",
  remedy: "set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  controls: { fsbp: ["ELB.17"] },
  types: listenerTypes,
  settings: {
    policies: [
      "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    ],
  },
  check: (listener, { policies }) => {
    const protocol = listener.text("protocol");
    if (protocol.kind === "unknown") return notKnownYet("protocol");
    const isEncrypted = protocol.kind === "known" && ["HTTPS", "TLS"].includes(protocol.value);
    return isEncrypted ? isOneOf(listener.at("sslPolicy"), policies) : pass;
  },
});

const httpsOnly = resourcePolicy({
  id: "alb-https-only",
  title: "Plain HTTP listeners only redirect to HTTPS",
  severity: "high",
  rationale: "requests and answers are read and changed on the way",
  remedy: "give the HTTP listener a single default action of type redirect with protocol HTTPS",
  controls: { fsbp: ["ELB.1", "ELB.18"], cisEks: ["5.4.5"] },
  types: listenerTypes,
  check: (listener) => {
    const protocol = listener.text("protocol");
    if (protocol.kind === "unknown") return notKnownYet("protocol");
    if (protocol.kind === "known" && protocol.value !== "HTTP") return pass;
    // A listener of a gateway load balancer names neither protocol nor port.
    if (protocol.kind === "absent" && listener.value("port").kind === "absent") return pass;
    const actions = listener.items("defaultActions");
    if (actions.length === 0) return violation("defaultActions is not set", "a redirect to HTTPS");
    return actions.flatMap((action) => [
      isOneOf(action.at("type"), ["redirect"]),
      isOneOf(action.at("redirect.protocol"), ["HTTPS"]),
    ]);
  },
});

/** Gateway and network load balancers carry no HTTP of their own. */
function ifApplication(balancer: Resource, verdict: () => Verdict): Verdict {
  const kind = balancer.text("loadBalancerType");
  if (kind.kind === "unknown") return notKnownYet("loadBalancerType");
  return kind.kind === "absent" || kind.value === "application" ? verdict() : pass;
}

const accessLogs = resourcePolicy({
  id: "alb-logs",
  title: "Load balancers log every request",
  severity: "medium",
  rationale: "without the log nobody can tell afterwards who asked for what",
  remedy: "set accessLogs to enabled true with a bucket",
  controls: { fsbp: ["ELB.5"] },
  types: balancerTypes,
  check: (balancer) => [
    ifApplication(balancer, () => isTrue(balancer.at("accessLogs.enabled"))),
    ifApplication(balancer, () => isPresent(balancer.at("accessLogs.bucket"))),
  ],
});

const dropHeaders = resourcePolicy({
  id: "alb-drop-headers",
  title: "Load balancers drop malformed headers",
  severity: "medium",
  rationale: "such headers mean one thing to the load balancer and another to what is behind it",
  remedy: "set dropInvalidHeaderFields to true",
  controls: { fsbp: ["ELB.4"] },
  types: balancerTypes,
  check: (balancer) => ifApplication(balancer, () => isTrue(balancer.at("dropInvalidHeaderFields"))),
});

const desync = resourcePolicy({
  id: "alb-desync",
  title: "Load balancers refuse ambiguous requests",
  severity: "medium",
  rationale: "a request smuggled inside another one is answered as if somebody else had sent it",
  remedy: "set desyncMitigationMode to strictest or defensive",
  controls: { fsbp: ["ELB.12"] },
  types: balancerTypes,
  check: (balancer) =>
    ifApplication(balancer, () => {
      const mode = balancer.at("desyncMitigationMode");
      // AWS takes defensive when nothing is said.
      return mode.value.kind === "absent" ? pass : isOneOf(mode, ["strictest", "defensive"]);
    }),
});

const deleteProtected = resourcePolicy({
  id: "alb-delete-protection",
  title: "Load balancers refuse to be deleted",
  severity: "medium",
  rationale: "a mistaken replacement takes the public endpoints down",
  remedy: "set enableDeletionProtection to true",
  controls: { fsbp: ["ELB.6"] },
  types: balancerTypes,
  check: (balancer) => isTrue(balancer.at("enableDeletionProtection")),
});

const guarded = stackPolicy({
  id: "alb-waf",
  title: "Every public load balancer is behind a web ACL that has rules, logs and metrics",
  severity: "high",
  rationale: "without it whoever reaches the origin is neither limited nor seen",
  remedy: "add a WebAclAssociation, rules, a WebAclLoggingConfiguration, and cloudwatchMetricsEnabled true",
  controls: { fsbp: ["ELB.16", "WAF.10", "WAF.11", "WAF.12"] },
  types: [...balancerTypes, webAclType],
  check: (stack) => [
    ...stack.all(...balancerTypes).map((balancer) => about(balancer, association(stack, balancer))),
    ...stack.all(webAclType).flatMap((acl) => webAclVerdicts(stack, acl).map((verdict) => about(acl, verdict))),
  ],
});

function association(stack: Stack, balancer: Resource): Verdict {
  return ifApplication(balancer, () => {
    const internal = isNotTrue(balancer.at("internal"));
    if (internal.outcome === "violation") return pass;
    if (internal.outcome === "undecided") return internal;
    const { surely, perhaps } = stack.referring([associationType], "resourceArn", balancer);
    if (surely.length > 0) return pass;
    if (perhaps.length > 0) return undecided("what a web ACL is attached to is known only after the update");
    return violation("no WebAclAssociation names it", "a WebAclAssociation with its ARN as resourceArn");
  });
}

function webAclVerdicts(stack: Stack, acl: Resource): readonly Verdict[] {
  const rules = acl.at("rules");
  const isEmpty = rules.value.kind === "absent" || (rules.value.kind === "known" && acl.items("rules").length === 0);
  const logs = stack.referring([loggingType], "resourceArn", acl);
  const logged =
    logs.surely.length > 0
      ? pass
      : logs.perhaps.length > 0
        ? undecided("which web ACL a logging configuration belongs to is known only after the update")
        : violation("no WebAclLoggingConfiguration names it", "a WebAclLoggingConfiguration with its ARN");
  return [
    rules.value.kind === "unknown" ? notKnownYet("rules") : isEmpty ? violation("it has no rules", "rules") : pass,
    logged,
    isTrue(acl.at("visibilityConfig.cloudwatchMetricsEnabled")),
  ];
}

export const loadBalancerPolicies = [
  modernTls,
  httpsOnly,
  accessLogs,
  dropHeaders,
  desync,
  deleteProtected,
  guarded,
] as const;
