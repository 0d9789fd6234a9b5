import { type Described, Later, Reference } from "../engine-stub";

/** Terraform's name of each type that the compared cases use. */
const terraformTypes: Readonly<Record<string, string>> = {
  "autoscaling/group:Group": "aws_autoscaling_group",
  "cloudtrail/trail:Trail": "aws_cloudtrail",
  "cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
  "ebs/encryptionByDefault:EncryptionByDefault": "aws_ebs_encryption_by_default",
  "ebs/volume:Volume": "aws_ebs_volume",
  "ec2/defaultSecurityGroup:DefaultSecurityGroup": "aws_default_security_group",
  "ec2/defaultVpc:DefaultVpc": "aws_default_vpc",
  "ec2/flowLog:FlowLog": "aws_flow_log",
  "ec2/instance:Instance": "aws_instance",
  "ec2/launchTemplate:LaunchTemplate": "aws_launch_template",
  "ec2/managedPrefixList:ManagedPrefixList": "aws_ec2_managed_prefix_list",
  "ec2/securityGroup:SecurityGroup": "aws_security_group",
  "ec2/securityGroupRule:SecurityGroupRule": "aws_security_group_rule",
  "ec2/subnet:Subnet": "aws_subnet",
  "ec2/vpc:Vpc": "aws_vpc",
  "ecr/repository:Repository": "aws_ecr_repository",
  "efs/fileSystem:FileSystem": "aws_efs_file_system",
  "eks/cluster:Cluster": "aws_eks_cluster",
  "eks/nodeGroup:NodeGroup": "aws_eks_node_group",
  "iam/accessKey:AccessKey": "aws_iam_access_key",
  "iam/policy:Policy": "aws_iam_policy",
  "iam/role:Role": "aws_iam_role",
  "iam/rolePolicy:RolePolicy": "aws_iam_role_policy",
  "iam/rolePolicyAttachment:RolePolicyAttachment": "aws_iam_role_policy_attachment",
  "iam/user:User": "aws_iam_user",
  "kms/key:Key": "aws_kms_key",
  "kms/keyPolicy:KeyPolicy": "aws_kms_key_policy",
  "lb/listener:Listener": "aws_lb_listener",
  "lb/loadBalancer:LoadBalancer": "aws_lb",
  "rds/cluster:Cluster": "aws_rds_cluster",
  "rds/clusterInstance:ClusterInstance": "aws_rds_cluster_instance",
  "rds/instance:Instance": "aws_db_instance",
  "rds/parameterGroup:ParameterGroup": "aws_db_parameter_group",
  "route53/hostedZoneDnsSec:HostedZoneDnsSec": "aws_route53_hosted_zone_dnssec",
  "route53/keySigningKey:KeySigningKey": "aws_route53_key_signing_key",
  "route53/queryLog:QueryLog": "aws_route53_query_log",
  "route53/zone:Zone": "aws_route53_zone",
  "s3/accountPublicAccessBlock:AccountPublicAccessBlock": "aws_s3_account_public_access_block",
  "s3/bucket:Bucket": "aws_s3_bucket",
  "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "aws_s3_bucket_lifecycle_configuration",
  "s3/bucketLogging:BucketLogging": "aws_s3_bucket_logging",
  "s3/bucketOwnershipControls:BucketOwnershipControls": "aws_s3_bucket_ownership_controls",
  "s3/bucketPolicy:BucketPolicy": "aws_s3_bucket_policy",
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "aws_s3_bucket_public_access_block",
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    "aws_s3_bucket_server_side_encryption_configuration",
  "s3/bucketVersioning:BucketVersioning": "aws_s3_bucket_versioning",
  "secretsmanager/secret:Secret": "aws_secretsmanager_secret",
  "secretsmanager/secretRotation:SecretRotation": "aws_secretsmanager_secret_rotation",
  "sns/topic:Topic": "aws_sns_topic",
  "sqs/queue:Queue": "aws_sqs_queue",
  "vpc/securityGroupEgressRule:SecurityGroupEgressRule": "aws_vpc_security_group_egress_rule",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule": "aws_vpc_security_group_ingress_rule",
  "wafv2/webAcl:WebAcl": "aws_wafv2_web_acl",
  "wafv2/webAclAssociation:WebAclAssociation": "aws_wafv2_web_acl_association",
  "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "aws_wafv2_web_acl_logging_configuration",
};

/** Pulumi names a repeated block by its plural. */
const blockNames: Readonly<Record<string, string>> = {
  defaultActions: "default_action",
  ebsBlockDevices: "ebs_block_device",
  encryptionConfigurations: "encryption_configuration",
  eventSelectors: "event_selector",
  parameters: "parameter",
  rules: "rule",
};

/** Objects that are a map of Terraform's, and no block. */
const maps: readonly string[] = ["tags", "tagsAll"];

/** What the program declares, as Terraform would. @throws Error for a type that is not in the table above */
export function toTerraform(resources: readonly Described[]): string {
  const names = new Map(resources.map((resource) => [resource.name, resource]));
  return resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map((resource) => {
      const lines = bodyOf(resource.inputs, names, "  ");
      return [`resource "${terraformType(resource)}" "${resource.name}" {`, ...lines, "}", ""].join("\n");
    })
    .join("\n");
}

function terraformType({ type }: Described): string {
  const known = terraformTypes[type.replace(/^aws:/, "")];
  if (!known) throw new Error(`${type}: add Terraform's name of it to test/policies/checkov/terraform.ts`);
  return known;
}

type Names = ReadonlyMap<string, Described>;

function bodyOf(properties: object, names: Names, indent: string): readonly string[] {
  return Object.entries(properties).flatMap(([property, raw]) => {
    const value = raw instanceof Later ? raw.value : raw;
    if (value === undefined) return [];
    const blocks = blocksOf(property, value);
    const name = blockNames[property] && blocks ? blockNames[property] : snakeCase(property);
    if (!blocks) return [`${indent}${name} = ${expression(value, names)}`];
    return blocks.flatMap((block) => [`${indent}${name} {`, ...bodyOf(block, names, `${indent}  `), `${indent}}`]);
  });
}

/** The objects that Terraform writes as blocks; undefined for what it writes as an argument. */
function blocksOf(property: string, value: unknown): readonly object[] | undefined {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isBlock = (element: unknown): element is object =>
    element instanceof Object && !(element instanceof Reference) && !Array.isArray(element);
  return elements.length > 0 && !maps.includes(property) && elements.every(isBlock) ? elements : undefined;
}

function expression(value: unknown, names: Names): string {
  if (value instanceof Reference) {
    const target = names.get(value.target);
    return target ? `${terraformType(target)}.${value.target}.${snakeCase(value.property)}` : quoted(value.target);
  }
  if (Array.isArray(value)) return `[${value.map((element) => expression(element, names)).join(", ")}]`;
  if (value instanceof Object) {
    const entries = Object.entries(value).map(([key, inner]) => `${quoted(key)} = ${expression(inner, names)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return typeof value === "string" ? quoted(value) : String(value);
}

function quoted(text: string): string {
  // A function, because a replacement's text has signs of its own.
  return JSON.stringify(text).replaceAll("${", () => "$${");
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
