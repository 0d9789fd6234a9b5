import type { Properties } from "../provider";
import type { CloudResource, Request, Rule, World } from "../resource-type";
import { flag, isSet, number, object, objects, text, texts } from "./inputs";
import { allowsService } from "./policy-document";
import { siblings, vpcsOfSubnets, zonesOfSubnets } from "./siblings";

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const CERTIFICATE = "aws:acm/certificate:Certificate";

export const kindOf = (inputs: Properties) => text(inputs, "loadBalancerType") ?? "application";

export function subnetsOf(inputs: Properties): string[] {
  const mapped = objects(inputs, "subnetMappings").map((mapping) => text(mapping, "subnetId"));
  return [...texts(inputs, "subnets"), ...mapped.filter((subnetId) => subnetId !== undefined)];
}

const namePattern = (kind: string, operation: string): Rule => ({
  name: `${kind}-name`,
  operation,
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    const fine =
      name === undefined ||
      (/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name) && !name.startsWith("internal-"));
    if (fine) return undefined;
    return {
      code: "ValidationError",
      message: `The name '${name}' must be 1 to 32 letters, digits and hyphens, without one at either end, and not begin with internal-.`,
    };
  },
});

const twoZones: Rule = {
  name: "load-balancer-two-zones",
  operation: "CreateLoadBalancer",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const zones = zonesOfSubnets(world, subnetsOf(inputs));
    if (kindOf(inputs) !== "application" || zones.length >= 2) return undefined;
    return {
      code: "ValidationError",
      message: `At least two subnets in two different Availability Zones must be specified, got ${zones.join(", ") || "none"}`,
    };
  },
};

const oneSubnetPerZone: Rule = {
  name: "load-balancer-one-subnet-per-zone",
  operation: "CreateLoadBalancer",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const subnetIds = subnetsOf(inputs);
    if (zonesOfSubnets(world, subnetIds).length === subnetIds.length) return undefined;
    return {
      code: "InvalidConfigurationRequest",
      message: "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    };
  },
};

const internetGateway: Rule = {
  name: "load-balancer-internet-gateway",
  operation: "CreateLoadBalancer",
  on: ["create"],
  refuse({ world, inputs }) {
    const vpcId = vpcsOfSubnets(world, subnetsOf(inputs))[0];
    if (!vpcId || flag(inputs, "internal") || world.findBy("aws:ec2/internetGateway:InternetGateway", "vpcId", vpcId))
      return undefined;
    return { code: "InvalidSubnet", message: `VPC ${vpcId} has no internet gateway` };
  },
};

const accessLogBucket: Rule = {
  name: "load-balancer-access-logs",
  operation: "ModifyLoadBalancerAttributes",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const logs = object(inputs, "accessLogs");
    if (!flag(logs, "enabled")) return undefined;
    const bucket = text(logs, "bucket") ?? "";
    const policy =
      text(world.findBy("aws:s3/bucketPolicy:BucketPolicy", "bucket", bucket)?.inputs ?? {}, "policy") ?? "";
    const encryption = world.findBy(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "bucket",
      bucket,
    );
    const algorithms = objects(encryption?.inputs ?? {}, "rules").map((rule) =>
      text(rule, "applyServerSideEncryptionByDefault.sseAlgorithm"),
    );
    // Regions older than August 2022 also accept the region's own load balancing account, 127311923021 in us-east-1.
    const admits =
      allowsService(policy, ["logdelivery.elasticloadbalancing.amazonaws.com"]) || policy.includes("127311923021");
    const fault = !world.get("aws:s3/bucket:Bucket", bucket)
      ? "it does not exist"
      : !admits
        ? "its policy does not let logdelivery.elasticloadbalancing.amazonaws.com put objects"
        : algorithms.some((algorithm) => algorithm?.startsWith("aws:kms"))
          ? "it is encrypted by KMS, and only SSE-S3 is supported for access logs"
          : undefined;
    if (!fault) return undefined;
    return {
      code: "InvalidConfigurationRequest",
      message: `Access Denied for bucket: ${bucket}. Please check S3bucket permission: ${fault}`,
    };
  },
};

const deletionProtection: Rule = {
  name: "load-balancer-deletion-protection",
  operation: "DeleteLoadBalancer",
  on: ["delete"],
  refuse({ inputs, before }) {
    if (!flag(inputs, "enableDeletionProtection")) return undefined;
    return {
      code: "OperationNotPermitted",
      message: `Load balancer '${before?.id}' cannot be deleted because deletion protection is enabled`,
    };
  },
};

export const loadBalancerRules: readonly Rule[] = [
  namePattern("load-balancer", "CreateLoadBalancer"),
  twoZones,
  oneSubnetPerZone,
  internetGateway,
  accessLogBucket,
  deletionProtection,
];

/** Target groups that actions forward to. */
function targetsOf(actions: readonly Properties[]): string[] {
  const direct = actions.map((action) => text(action, "targetGroupArn"));
  const weighted = actions.flatMap((action) =>
    objects(action, "forward.targetGroups").map((group) => text(group, "arn")),
  );
  return [...direct, ...weighted].filter((target) => target !== undefined);
}

const actionsOf = ({ type, inputs }: Pick<CloudResource, "type" | "inputs">) =>
  objects(inputs, type === LISTENER ? "defaultActions" : "actions");

function balancerOf(world: World, { type, inputs }: Pick<CloudResource, "type" | "inputs">): CloudResource | undefined {
  const listener = type === LISTENER ? inputs : world.get(LISTENER, text(inputs, "listenerArn") ?? "")?.inputs;
  return world.get(LOAD_BALANCER, text(listener ?? {}, "loadBalancerArn") ?? "");
}

const forwardTargets = (type: string, kind: string, operation: string): Rule => ({
  name: `${kind}-target-group`,
  operation,
  on: ["create", "update"],
  refuse(request) {
    const { world, inputs } = request;
    const balancer = balancerOf(world, { type, inputs });
    for (const target of targetsOf(actionsOf({ type, inputs }))) {
      const group = world.get(TARGET_GROUP, target);
      if (!group) return { code: "TargetGroupNotFound", message: `One or more target groups not found: '${target}'` };
      if (balancer && group.inputs.vpcId !== balancer.outputs.vpcId) {
        return {
          code: "InvalidConfigurationRequest",
          message: `The target group ${text(group.inputs, "name")} lies in ${String(group.inputs.vpcId)} and its load balancer in ${String(balancer.outputs.vpcId)}`,
        };
      }
      const elsewhere = [LISTENER, LISTENER_RULE]
        .flatMap((other) => siblings(request, other))
        .find((other) => targetsOf(actionsOf(other)).includes(target) && balancerOf(world, other)?.id !== balancer?.id);
      if (balancer && elsewhere) {
        return {
          code: "TargetGroupAssociationLimit",
          message: `The following target groups cannot be associated with more than one load balancer: ${target}`,
        };
      }
    }
    return undefined;
  },
});

const listenerProtocol: Rule = {
  name: "listener-protocol",
  operation: "CreateListener",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const balancer = balancerOf(world, { type: LISTENER, inputs });
    const offered =
      balancer && kindOf(balancer.inputs) === "network" ? ["TCP", "TLS", "UDP", "TCP_UDP"] : ["HTTP", "HTTPS"];
    const protocol = text(inputs, "protocol");
    if (!balancer || (protocol !== undefined && offered.includes(protocol))) return undefined;
    return {
      code: "ValidationError",
      message: `Listener protocol '${protocol}' must be one of '${offered.join(", ")}'`,
    };
  },
};

const listenerCertificate: Rule = {
  name: "listener-certificate",
  operation: "CreateListener",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const secure = ["HTTPS", "TLS"].includes(text(inputs, "protocol") ?? "");
    const certificateArn = text(inputs, "certificateArn");
    if (!secure) return undefined;
    if (certificateArn === undefined) {
      return {
        code: "CertificateNotFound",
        message: `A certificate must be specified for ${text(inputs, "protocol")} listeners`,
      };
    }
    return refuseCertificate(world, certificateArn);
  },
};

/** A certificate has to exist and be issued before a listener takes it. */
function refuseCertificate(world: World, certificateArn: string) {
  const certificate = world.get(CERTIFICATE, certificateArn);
  if (!certificate) return { code: "CertificateNotFound", message: `Certificate '${certificateArn}' not found` };
  const issued = text(certificate.outputs, "type") !== "AMAZON_ISSUED";
  const validated = world.findBy(
    "aws:acm/certificateValidation:CertificateValidation",
    "certificateArn",
    certificateArn,
  );
  if (issued || validated) return undefined;
  return {
    code: "UnsupportedCertificate",
    message: `The certificate '${certificateArn}' must have a fully-qualified domain name, a supported signature, and a supported key size: it is not issued yet; take the ARN from its CertificateValidation.`,
  };
}

export const certificateIssued: Rule = {
  name: "listener-certificate-issued",
  operation: "AddListenerCertificates",
  on: ["create"],
  refuse: ({ world, inputs }) => refuseCertificate(world, text(inputs, "certificateArn") ?? ""),
};

const listenerPort: Rule = {
  name: "listener-port",
  operation: "CreateListener",
  on: ["create"],
  refuse(request) {
    const { port, loadBalancerArn } = request.inputs;
    const twin = siblings(request, LISTENER).find(
      ({ inputs }) => inputs.port === port && inputs.loadBalancerArn === loadBalancerArn,
    );
    if (!twin) return undefined;
    return {
      code: "DuplicateListener",
      message: `A listener already exists on this port for this load balancer '${String(loadBalancerArn)}'`,
    };
  },
};

/** Policies of ALBs; `aws elbv2 describe-ssl-policies`. */
const sslPolicy: Rule = {
  name: "listener-ssl-policy",
  operation: "CreateListener",
  on: ["create", "update"],
  refuse({ inputs }) {
    const policy = text(inputs, "sslPolicy");
    if (policy === undefined || policy === "" || /^ELBSecurityPolicy-(2016-08|FS-|TLS-1-|TLS13-1-)[\w-]*$/.test(policy))
      return undefined;
    return { code: "SSLPolicyNotFound", message: `SSL policy '${policy}' not found` };
  },
};

export const listenerRules: readonly Rule[] = [
  listenerProtocol,
  listenerPort,
  listenerCertificate,
  sslPolicy,
  forwardTargets(LISTENER, "listener", "CreateListener"),
];

const rulePriority: Rule = {
  name: "listener-rule-priority",
  operation: "CreateRule",
  on: ["create", "update"],
  refuse(request) {
    const { listenerArn } = request.inputs;
    const priority = number(request.inputs, "priority");
    if (priority === undefined) return undefined;
    if (priority < 1 || priority > 50000)
      return { code: "ValidationError", message: `Priority is 1 to 50000, got ${priority}.` };
    const twin = siblings(request, LISTENER_RULE).find(
      ({ inputs }) => inputs.listenerArn === listenerArn && inputs.priority === priority,
    );
    return twin && { code: "PriorityInUse", message: `Priority '${priority}' is currently in use (${twin.id})` };
  },
};

export const ruleRules: readonly Rule[] = [rulePriority, forwardTargets(LISTENER_RULE, "listener-rule", "CreateRule")];

const targetGroupVpc: Rule = {
  name: "target-group-vpc",
  operation: "CreateTargetGroup",
  on: ["create"],
  refuse({ inputs }) {
    const needed = text(inputs, "targetType") !== "lambda";
    const missing = ["port", "protocol", "vpcId"].find((property) => needed && !isSet(inputs, property));
    return missing
      ? { code: "ValidationError", message: `${missing} should be set when target type is not lambda` }
      : undefined;
  },
};

const healthCheck: Rule = {
  name: "target-group-health-check",
  operation: "CreateTargetGroup",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [intervalSeconds, timeoutSeconds] = [
      number(inputs, "healthCheck.interval") ?? 30,
      number(inputs, "healthCheck.timeout") ?? 5,
    ];
    if (intervalSeconds >= 5 && intervalSeconds <= 300 && timeoutSeconds < intervalSeconds) return undefined;
    return {
      code: "ValidationError",
      message: `Health check interval is 5 to 300 seconds and must be greater than the timeout, got ${intervalSeconds} and ${timeoutSeconds}.`,
    };
  },
};

const targetGroupUnused: Rule = {
  name: "target-group-in-use",
  operation: "DeleteTargetGroup",
  on: ["delete"],
  refuse({ world, before }: Request) {
    const holder = [LISTENER, LISTENER_RULE]
      .flatMap((type) => world.all(type))
      .find((one) => targetsOf(actionsOf(one)).includes(before?.id ?? ""));
    if (!holder) return undefined;
    return {
      code: "ResourceInUse",
      message: `Target group '${before?.id}' is currently in use by a listener or a rule (${holder.id})`,
    };
  },
};

export const targetGroupRules: readonly Rule[] = [
  namePattern("target-group", "CreateTargetGroup"),
  targetGroupVpc,
  healthCheck,
  targetGroupUnused,
];
