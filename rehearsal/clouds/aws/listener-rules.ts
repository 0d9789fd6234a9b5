import type { Properties } from "../../../safes/plugin/provider";
import type { CloudResource, Rule, World } from "../resource-type";
import { number, objects, text } from "./inputs";
import { kindOf } from "./load-balancer-rules";
import { siblings } from "./siblings";

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const CERTIFICATE = "aws:acm/certificate:Certificate";

/** Target groups that actions forward to. */
export function targetsOf(actions: readonly Properties[]): string[] {
  const direct = actions.map((action) => text(action, "targetGroupArn"));
  const weighted = actions.flatMap((action) =>
    objects(action, "forward.targetGroups").map((group) => text(group, "arn")),
  );
  return [...direct, ...weighted].filter((target) => target !== undefined);
}

export const actionsOf = ({ type, inputs }: Pick<CloudResource, "type" | "inputs">) =>
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
