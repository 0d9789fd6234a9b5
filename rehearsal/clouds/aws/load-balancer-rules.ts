import type { Properties } from "../../../safes/plugin/provider";
import type { Rule } from "../resource-type";
import { flag, object, objects, text, texts } from "./inputs";
import { allowsService } from "./policy-document";
import { vpcsOfSubnets, zonesOfSubnets } from "./siblings";

export const kindOf = (inputs: Properties) => text(inputs, "loadBalancerType") ?? "application";

export function subnetsOf(inputs: Properties): string[] {
  const mapped = objects(inputs, "subnetMappings").map((mapping) => text(mapping, "subnetId"));
  return [...texts(inputs, "subnets"), ...mapped.filter((subnetId) => subnetId !== undefined)];
}

export const namePattern = (kind: string, operation: string): Rule => ({
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
