import type { NodeShape, Request, ResourceType, Rule, World } from "../resource-type";
import { roleExists, roleTrusts } from "./accounts";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { defaultClusterVersion } from "./eks-versions";
import { hexFor, uuid } from "./ids";
import { isSet, number, object, objects, text, texts } from "./inputs";
import { architectureOf, isKnownInstanceType } from "./instance-types";
import { vpcsOfSubnets, zonesOfSubnets } from "./siblings";

const CLUSTER = "aws:eks/cluster:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

const clusterOf = ({ world, inputs }: Pick<Request, "world" | "inputs">) =>
  world.get(CLUSTER, text(inputs, "clusterName") ?? "");

/** Instance types of the group, or else of its launch template. */
function instanceTypesOf({ world, inputs }: Pick<Request, "world" | "inputs">): string[] {
  const own = texts(inputs, "instanceTypes");
  if (own.length > 0) return own;
  const template = launchTemplateOf(world, object(inputs, "launchTemplate"));
  const fromTemplate = text(template?.inputs ?? {}, "instanceType");
  return fromTemplate ? [fromTemplate] : ["t3.medium"];
}

function launchTemplateOf(world: World, named: Record<string, unknown>) {
  const id = text(named, "id");
  return id === undefined ? world.findBy(LAUNCH_TEMPLATE, "name", named.name) : world.get(LAUNCH_TEMPLATE, id);
}

const scaling: Rule = {
  name: "node-group-scaling",
  operation: "CreateNodegroup",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [min, desired, max] = ["minSize", "desiredSize", "maxSize"].map(
      (key) => number(inputs, `scalingConfig.${key}`) ?? 0,
    );
    if (min === undefined || desired === undefined || max === undefined) return undefined;
    const fault =
      min > max
        ? `minimum capacity ${min} can't be greater than maximum size ${max}`
        : desired < min
          ? `desired capacity ${desired} can't be less than minimum size ${min}`
          : desired > max
            ? `desired capacity ${desired} can't be greater than maximum size ${max}`
            : max < 1
              ? "maximum size is at least 1"
              : undefined;
    return fault ? { code: "InvalidParameterException", message: fault } : undefined;
  },
};

const instanceTypes: Rule = {
  name: "node-group-instance-types",
  operation: "CreateNodegroup",
  on: ["create"],
  refuse(request) {
    const wrong = instanceTypesOf(request).find((type) => !isKnownInstanceType(type));
    if (!wrong) return undefined;
    return {
      code: "InvalidParameterException",
      message: `The following supplied instance types do not exist: [${wrong}]`,
    };
  },
};

const amiMatches: Rule = {
  name: "node-group-ami-architecture",
  operation: "CreateNodegroup",
  on: ["create"],
  refuse(request) {
    const amiType = text(request.inputs, "amiType");
    if (amiType === undefined || amiType === "CUSTOM") return undefined;
    const wanted = /ARM/i.test(amiType) ? "arm64" : "x86_64";
    const wrong = instanceTypesOf(request).find((type) => architectureOf(type) !== wanted);
    if (!wrong) return undefined;
    return {
      code: "InvalidParameterException",
      message: `[${wrong}] is not a valid instance type for requested amiType ${amiType} (${wanted}).`,
    };
  },
};

const templateConflicts: Rule = {
  name: "node-group-launch-template",
  operation: "CreateNodegroup",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    if (!isSet(inputs, "launchTemplate")) return undefined;
    const template = launchTemplateOf(world, object(inputs, "launchTemplate"));
    if (!template) return { code: "InvalidRequestException", message: "The launch template does not exist." };
    const twice = isSet(inputs, "diskSize")
      ? "Disk size must be specified within the launch template."
      : isSet(inputs, "remoteAccess")
        ? "Remote access configuration cannot be specified with a launch template."
        : isSet(template.inputs, "instanceType") && texts(inputs, "instanceTypes").length > 0
          ? "Instance types in both the launch template and the request are not allowed."
          : undefined;
    return twice ? { code: "InvalidParameterException", message: twice } : undefined;
  },
};

const versionSkew: Rule = {
  name: "node-group-version",
  operation: "CreateNodegroup",
  on: ["create", "update"],
  refuse(request) {
    const minor = (version: string | undefined) => Number(version?.split(".")[1] ?? Number.NaN);
    const [cluster, group] = [
      minor(text(clusterOf(request)?.outputs ?? {}, "version")),
      minor(text(request.inputs, "version")),
    ];
    if (!(group > cluster || group < cluster - 3)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Nodegroup Kubernetes version 1.${group} and cluster version 1.${cluster} do not go together: at most three behind, never ahead.`,
    };
  },
};

const sameVpc: Rule = {
  name: "node-group-vpc",
  operation: "CreateNodegroup",
  on: ["create"],
  refuse(request) {
    const clusterVpc = text(clusterOf(request)?.outputs ?? {}, "vpcConfig.vpcId");
    const vpcs = vpcsOfSubnets(request.world, texts(request.inputs, "subnetIds"));
    if (!clusterVpc || vpcs.every((vpc) => vpc === clusterVpc)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Subnets of ${vpcs.join(", ")} are not of the cluster's VPC ${clusterVpc}.`,
    };
  },
};

const taintLimits: Rule = {
  name: "node-group-taints",
  operation: "CreateNodegroup",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const effects = ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"];
    const taints = objects(inputs, "taints");
    const wrong = taints.find((taint) => !effects.includes(text(taint, "effect") ?? effects[0] ?? ""));
    if (taints.length <= 50 && !wrong) return undefined;
    return {
      code: "InvalidParameterException",
      message: wrong
        ? `The taint effect ${String(wrong.effect)} is none of ${effects.join(", ")}; Kubernetes spells them otherwise.`
        : `A node group takes at most 50 taints, got ${taints.length}.`,
    };
  },
};

const kubernetesEffects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** The nodes that a group of this desired size has, spread over its subnets' zones. */
function nodesOf(request: Request, outputs: Record<string, unknown>): NodeShape[] {
  const { region, inputs, world } = request;
  const zones = zonesOfSubnets(world, texts(inputs, "subnetIds"));
  const groupName = text(outputs, "nodeGroupName") ?? "";
  const types = instanceTypesOf(request);
  const desiredSize = number(inputs, "scalingConfig.desiredSize") ?? 0;
  return Array.from({ length: desiredSize }, (_, index) => {
    const zone = zones[index % zones.length] ?? `${region}a`;
    const instanceType = types[index % types.length] ?? "";
    const host =
      hexFor(request, `node-${index}`, 4)
        .match(/../g)
        ?.map((pair) => Number.parseInt(pair, 16)) ?? [];
    return {
      name: `ip-10-${index}-${host.join("-")}.${region === "us-east-1" ? "ec2" : `${region}.compute`}.internal`,
      zone,
      region,
      instanceType,
      labels: {
        ...Object.fromEntries(Object.entries(object(inputs, "labels")).map(([key, label]) => [key, String(label)])),
        "eks.amazonaws.com/capacityType": text(outputs, "capacityType") ?? "ON_DEMAND",
        "eks.amazonaws.com/nodegroup": groupName,
        "kubernetes.io/arch": architectureOf(instanceType) === "arm64" ? "arm64" : "amd64",
        "node.kubernetes.io/instance-type": instanceType,
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
      },
      taints: objects(inputs, "taints").map((taint) => ({
        key: text(taint, "key") ?? "",
        ...(isSet(taint, "value") && { value: text(taint, "value") ?? "" }),
        effect: kubernetesEffects[text(taint, "effect") ?? ""] ?? "NoSchedule",
      })),
    };
  });
}

export const nodeGroupTypes: readonly ResourceType[] = [
  awsType({
    type: NODE_GROUP,
    service: "EKS",
    label: "EKS Node Group",
    replaceOn: [
      "amiType",
      "capacityType",
      "clusterName",
      "diskSize",
      "instanceTypes",
      "launchTemplate.id",
      "launchTemplate.name",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "remoteAccess",
      "subnetIds",
    ],
    autoName: { property: "nodeGroupName", maxLength: 63 },
    id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "nodeGroupName")}`,
    arn: (request, id) => arn(request, "eks", `nodegroup/${id.replace(":", "/")}/${uuid(request)}`),
    computed(request) {
      const { inputs } = request;
      const version = text(clusterOf(request)?.outputs ?? {}, "version") ?? defaultClusterVersion;
      const arm = instanceTypesOf(request).every((type) => architectureOf(type) === "arm64");
      return {
        amiType: arm ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD",
        capacityType: "ON_DEMAND",
        diskSize: isSet(inputs, "launchTemplate") ? 0 : 20,
        instanceTypes: isSet(inputs, "launchTemplate") ? [] : instanceTypesOf(request),
        nodeRepairConfig: { enabled: false },
        releaseVersion: `${version}.1-20251108`,
        resources: [
          {
            autoscalingGroups: [{ name: `eks-${text(inputs, "nodeGroupName")}-${uuid(request, "asg")}` }],
            remoteAccessSecurityGroupId: isSet(inputs, "remoteAccess") ? `sg-0${hexFor(request, "ssh", 16)}` : "",
          },
        ],
        status: "ACTIVE",
        updateConfig: { maxUnavailable: 1 },
        version,
      };
    },
    async after(event, request, outputs) {
      const nodes = event === "delete" ? [] : nodesOf(request, outputs);
      await request.world.kubernetes.reconcileNodes(request.urn, nodes);
    },
    references: [
      {
        property: "clusterName",
        to: [CLUSTER],
        by: "name",
        missing: "ResourceNotFoundException",
        blocksDeletion: "ResourceInUseException",
      },
      {
        property: "subnetIds[]",
        to: ["aws:ec2/subnet:Subnet"],
        missing: "InvalidParameterException",
        blocksDeletion: "DependencyViolation",
      },
    ],
    rules: [
      scaling,
      taintLimits,
      instanceTypes,
      amiMatches,
      templateConflicts,
      versionSkew,
      sameVpc,
      roleExists("node-group", "CreateNodegroup", "nodeRoleArn", "InvalidParameterException"),
      roleTrusts("node-group", "CreateNodegroup", "nodeRoleArn", "ec2.amazonaws.com", "InvalidParameterException"),
    ],
  }),
];
