import type { Properties } from "../../../safes/plugin/provider";
import type { Reference, Request, ResourceType } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { checksum, hexFor } from "./ids";
import { flag, object, text } from "./inputs";
import { certificateIssued, listenerRules, ruleRules } from "./listener-rules";
import { kindOf, loadBalancerRules, subnetsOf } from "./load-balancer-rules";
import { factsOf } from "./regions";
import { securityGroupsExist } from "./security-groups";
import { siblings, vpcsOfSubnets } from "./siblings";
import { targetGroupRules } from "./target-group-rules";

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const SUBNET = "aws:ec2/subnet:Subnet";

const short = (kind: string) => ({ application: "app", network: "net", gateway: "gwy" })[kind] ?? "app";
const suffixOf = (id: string) => id.slice(id.lastIndexOf(":") + 1);

function dnsName(request: Request): string {
  const { region, inputs } = request;
  const name = text(inputs, "name") ?? "";
  if (kindOf(inputs) === "network") return `${name}-${hexFor(request, "lb", 16)}.elb.${region}.amazonaws.com`;
  const host = `${name}-${1 + (checksum(hexFor(request, "lb-dns", 16)) % 2_147_483_647)}`;
  return `${flag(inputs, "internal") ? "internal-" : ""}${host}.${region}.elb.amazonaws.com`;
}

const listenerOf = (request: Request) => request.world.get(LISTENER, text(request.inputs, "listenerArn") ?? "");

/** `listener/app/name/LB/LISTENER` of a listener's ARN, for the ARN of a part of it. */
const within = (part: string, parentArn: string, from: string) => parentArn.replace(`:${from}/`, `:${part}/`);

const subnet = (property: string): Reference => ({
  property,
  to: [SUBNET],
  missing: "SubnetNotFound",
  blocksDeletion: "DependencyViolation",
});

function targetGroupOutputs({ inputs }: Request): Properties {
  const network = !["HTTP", "HTTPS"].includes(text(inputs, "protocol") ?? "");
  return {
    healthCheck: {
      enabled: true,
      healthyThreshold: network ? 5 : 3,
      interval: 30,
      matcher: network ? "" : "200",
      path: network ? "" : "/",
      port: "traffic-port",
      protocol: network ? "TCP" : "HTTP",
      timeout: network ? 10 : 5,
      unhealthyThreshold: network ? 2 : 3,
      ...object(inputs, "healthCheck"),
    },
    ipAddressType: "ipv4",
    loadBalancingAlgorithmType: network ? "" : "round_robin",
    loadBalancingAnomalyMitigation: network ? "" : "off",
    loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
    protocolVersion: network ? "" : "HTTP1",
    stickiness: { cookieDuration: 86400, cookieName: "", enabled: false, type: network ? "source_ip" : "lb_cookie" },
    targetGroupHealth: {
      dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
      unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
    },
  };
}

export const loadBalancingTypes: readonly ResourceType[] = [
  awsType({
    type: LOAD_BALANCER,
    service: "Elastic Load Balancing v2",
    label: "ELBv2 Load Balancer",
    replaceOn: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
    autoName: { property: "name", maxLength: 32 },
    defaults: {
      clientKeepAlive: 3600,
      desyncMitigationMode: "defensive",
      dropInvalidHeaderFields: false,
      enableDeletionProtection: false,
      enableHttp2: true,
      enableTlsVersionAndCipherSuiteHeaders: false,
      enableWafFailOpen: false,
      enableXffClientPort: false,
      enableZonalShift: false,
      idleTimeout: 60,
      loadBalancerType: "application",
      preserveHostHeader: false,
      xffHeaderProcessingMode: "append",
    },
    id: (request) =>
      arn(
        request,
        "elasticloadbalancing",
        `loadbalancer/${short(kindOf(request.inputs))}/${text(request.inputs, "name")}/${hexFor(request, "lb", 16)}`,
      ),
    arn: (_, id) => id,
    computed(request, id) {
      const { alb, nlb } = factsOf(request.region).hostedZones;
      return {
        arnSuffix: suffixOf(id).replace("loadbalancer/", ""),
        dnsName: dnsName(request),
        ipAddressType: "ipv4",
        subnets: subnetsOf(request.inputs),
        subnetMappings: subnetsOf(request.inputs).map((subnetId) => ({ subnetId })),
        vpcId: vpcsOfSubnets(request.world, subnetsOf(request.inputs))[0] ?? "",
        zoneId: kindOf(request.inputs) === "network" ? nlb : alb,
      };
    },
    references: [subnet("subnets[]"), subnet("subnetMappings[].subnetId")],
    rules: [
      ...loadBalancerRules,
      securityGroupsExist(
        "load-balancer",
        "CreateLoadBalancer",
        "securityGroups",
        ({ world, inputs }) => vpcsOfSubnets(world, subnetsOf(inputs))[0],
        "InvalidSecurityGroup",
      ),
    ],
  }),
  awsType({
    type: LISTENER,
    service: "Elastic Load Balancing v2",
    label: "ELBv2 Listener",
    replaceOn: ["loadBalancerArn"],
    id: (request) =>
      `${within("listener", text(request.inputs, "loadBalancerArn") ?? "", "loadbalancer")}/${hexFor(request, "listener", 16)}`,
    arn: (_, id) => id,
    computed({ inputs }) {
      const secure = ["HTTPS", "TLS"].includes(text(inputs, "protocol") ?? "");
      return {
        mutualAuthentication: {
          advertiseTrustStoreCaNames: "",
          ignoreClientCertificateExpiry: false,
          mode: secure ? "off" : "",
          trustStoreArn: "",
        },
        protocol: "HTTP",
        routingHttpResponseServerEnabled: true,
        sslPolicy: secure ? "ELBSecurityPolicy-2016-08" : "",
      };
    },
    references: [{ property: "loadBalancerArn", to: [LOAD_BALANCER], by: "arn", missing: "LoadBalancerNotFound" }],
    rules: listenerRules,
  }),
  awsType({
    type: "aws:lb/listenerRule:ListenerRule",
    service: "Elastic Load Balancing v2",
    label: "ELBv2 Listener Rule",
    replaceOn: ["listenerArn"],
    id: (request) =>
      `${within("listener-rule", text(request.inputs, "listenerArn") ?? "", "listener")}/${hexFor(request, "rule", 16)}`,
    arn: (_, id) => id,
    computed(request) {
      const priorities = siblings(request, "aws:lb/listenerRule:ListenerRule")
        .filter(({ inputs }) => inputs.listenerArn === listenerOf(request)?.id)
        .map(({ outputs }) => Number(outputs.priority));
      return { priority: Math.max(0, ...priorities) + 1 };
    },
    references: [{ property: "listenerArn", to: [LISTENER], by: "arn", missing: "ListenerNotFound" }],
    rules: ruleRules,
  }),
  awsType({
    type: "aws:lb/listenerCertificate:ListenerCertificate",
    service: "Elastic Load Balancing v2",
    label: "ELBv2 Listener Certificate",
    replaceOn: ["certificateArn", "listenerArn"],
    id: ({ inputs }) => `${text(inputs, "listenerArn")}_${text(inputs, "certificateArn")}`,
    references: [{ property: "listenerArn", to: [LISTENER], by: "arn", missing: "ListenerNotFound" }],
    rules: [certificateIssued],
  }),
  awsType({
    type: "aws:lb/targetGroup:TargetGroup",
    service: "Elastic Load Balancing v2",
    label: "ELBv2 Target Group",
    replaceOn: [
      "ipAddressType",
      "name",
      "namePrefix",
      "port",
      "protocol",
      "protocolVersion",
      "targetControlPort",
      "targetType",
      "vpcId",
    ],
    autoName: { property: "name", maxLength: 32 },
    defaults: {
      deregistrationDelay: 300,
      lambdaMultiValueHeadersEnabled: false,
      proxyProtocolV2: false,
      slowStart: 0,
      targetType: "instance",
    },
    id: (request) =>
      arn(
        request,
        "elasticloadbalancing",
        `targetgroup/${text(request.inputs, "name")}/${hexFor(request, "target-group", 16)}`,
      ),
    arn: (_, id) => id,
    computed: (request, id) => ({ ...targetGroupOutputs(request), arnSuffix: suffixOf(id), loadBalancerArns: [] }),
    references: [{ property: "vpcId", to: ["aws:ec2/vpc:Vpc"], missing: "ValidationError" }],
    rules: targetGroupRules,
  }),
];
