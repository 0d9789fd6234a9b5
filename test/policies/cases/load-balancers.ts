import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";

const balancer = (inputs: Record<string, unknown> = {}) => aws("lb/LoadBalancer", "balancer", inputs);
const listener = (inputs: Record<string, unknown>) =>
  aws("lb/Listener", "listener", { loadBalancerArn: ref("balancer", "arn"), port: 443, defaultActions: [], ...inputs });
const redirect = { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } };
const webAcl = (inputs: Record<string, unknown> = {}) =>
  aws("wafv2/WebAcl", "acl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    rules: [{ name: "rate", priority: 1 }],
    visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "acl", sampledRequestsEnabled: false },
    ...inputs,
  });
const attached = (resourceArn: unknown = ref("balancer", "arn")) =>
  aws("wafv2/WebAclAssociation", "association", { resourceArn, webAclArn: ref("acl", "arn") });
const logged = (resourceArn: unknown = ref("acl", "arn")) =>
  aws("wafv2/WebAclLoggingConfiguration", "logging", { resourceArn, logDestinationConfigs: ["arn:aws:logs:x"] });

export const loadBalancerCases: readonly PolicyCases[] = [
  {
    policy: "alb-tls-policy",
    good: {
      "TLS 1.2 and 1.3": [listener({ protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" })],
      "a listener without TLS, which another policy judges": [listener({ protocol: "HTTP" })],
    },
    bad: {
      "AWS's default": { resources: [listener({ protocol: "HTTPS" })], found: /sslPolicy is not set/ },
      "TLS 1.0": {
        resources: [listener({ protocol: "TLS", sslPolicy: "ELBSecurityPolicy-2016-08" })],
        found: /sslPolicy is ELBSecurityPolicy-2016-08/,
      },
    },
    unknown: {
      "a policy that another resource computes": [listener({ protocol: "HTTPS", sslPolicy: unknown })],
      "a protocol that another resource computes": [listener({ protocol: unknown })],
    },
  },
  {
    policy: "alb-https-only",
    good: {
      "a redirect": [listener({ protocol: "HTTP", port: 80, defaultActions: [redirect] })],
      "a listener with TLS": [listener({ protocol: "HTTPS", defaultActions: [{ type: "forward" }] })],
      "a listener of a gateway load balancer": [listener({ port: undefined })],
    },
    bad: {
      "plain HTTP that is served": {
        resources: [listener({ protocol: "HTTP", port: 80, defaultActions: [{ type: "forward" }] })],
        found: /defaultActions\[0\]\.type is forward/,
      },
      "a redirect to plain HTTP": {
        resources: [
          listener({ protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { protocol: "HTTP" } }] }),
        ],
        found: /redirect\.protocol is HTTP/,
      },
      "a port without a protocol": { resources: [listener({ port: 80 })], found: /defaultActions is not set/ },
      "plain HTTP that does nothing": {
        resources: [listener({ protocol: "HTTP" })],
        found: /defaultActions is not set/,
      },
    },
    unknown: {
      "a protocol that another resource computes": [listener({ protocol: unknown })],
      "an action that another resource computes": [listener({ protocol: "HTTP", defaultActions: unknown })],
    },
  },
  {
    policy: "alb-logs",
    good: {
      "a log in a bucket": [balancer({ accessLogs: { enabled: true, bucket: "logs" } })],
      "a network load balancer": [balancer({ loadBalancerType: "network" })],
    },
    bad: {
      "no log": { resources: [balancer()], found: /accessLogs\.enabled is not set/ },
      "a log that is off": {
        resources: [balancer({ accessLogs: { enabled: false, bucket: "logs" } })],
        found: /accessLogs\.enabled is false/,
      },
    },
    unknown: { "a flag that another resource computes": [balancer({ accessLogs: { enabled: unknown, bucket: "b" } })] },
  },
  {
    policy: "alb-drop-headers",
    good: { "malformed headers dropped": [balancer({ dropInvalidHeaderFields: true })] },
    bad: {
      "AWS's default": { resources: [balancer()], found: /dropInvalidHeaderFields is not set/ },
      "AWS's default of an application load balancer": {
        resources: [balancer({ loadBalancerType: "application" })],
        found: /dropInvalidHeaderFields is not set/,
      },
    },
    unknown: {
      "a flag that another resource computes": [balancer({ dropInvalidHeaderFields: unknown })],
      "a kind that another resource computes": [balancer({ loadBalancerType: unknown })],
    },
  },
  {
    policy: "alb-desync",
    good: {
      "AWS's default": [balancer()],
      strictest: [balancer({ desyncMitigationMode: "strictest" })],
      defensive: [balancer({ desyncMitigationMode: "defensive" })],
    },
    bad: {
      "ambiguous requests passed on": {
        resources: [balancer({ desyncMitigationMode: "monitor" })],
        found: /desyncMitigationMode is monitor/,
      },
    },
    unknown: { "a mode that another resource computes": [balancer({ desyncMitigationMode: unknown })] },
  },
  {
    policy: "alb-delete-protection",
    good: { "a protected load balancer": [balancer({ enableDeletionProtection: true })] },
    bad: { "AWS's default": { resources: [balancer()], found: /enableDeletionProtection is not set/ } },
    unknown: { "a flag that another resource computes": [balancer({ enableDeletionProtection: unknown })] },
  },
  {
    policy: "alb-waf",
    good: {
      "a load balancer behind a web ACL": [balancer(), webAcl(), attached(), logged()],
      "an internal load balancer": [balancer({ internal: true })],
    },
    bad: {
      "a load balancer by itself": { resources: [balancer()], found: /no WebAclAssociation names it/ },
      "a web ACL without rules": {
        resources: [balancer(), webAcl({ rules: [] }), attached(), logged()],
        found: /it has no rules/,
      },
      "a web ACL that says nothing of rules": {
        resources: [balancer(), webAcl({ rules: undefined }), attached(), logged()],
        found: /it has no rules/,
      },
      "a web ACL without a log": {
        resources: [balancer(), webAcl(), attached()],
        found: /no WebAclLoggingConfiguration names it/,
      },
      "a web ACL without metrics": {
        resources: [
          balancer(),
          webAcl({ visibilityConfig: { cloudwatchMetricsEnabled: false } }),
          attached(),
          logged(),
        ],
        found: /cloudwatchMetricsEnabled is false/,
      },
    },
    unknown: {
      "an association with something that nothing in the stack tells of": [
        balancer(),
        webAcl(),
        attached(unknown),
        logged(),
      ],
      "rules that another resource computes": [balancer(), webAcl({ rules: unknown }), attached(), logged()],
      "a load balancer of which nobody knows whether it is internal": [balancer({ internal: unknown })],
      "a log of something that nothing in the stack tells of": [balancer(), webAcl(), attached(), logged(unknown)],
    },
  },
];
