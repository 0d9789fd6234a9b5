import type { KubernetesSite, Request, ResourceType, Rule } from "../../../rehearsal/clouds/resource-type";

/** Types with just enough to exercise what the stand-ins have in common; the real ones have tests of their own. */

export const ACCOUNT = "111111111111";

const arn = ({ region, world }: Request, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${world.accountId}:${resource}`;

const tooWide: Rule = {
  name: "vpc-block-size",
  operation: "CreateVpc",
  on: ["create"],
  atPreview: true,
  refuse: ({ inputs: { cidrBlock } }) =>
    typeof cidrBlock === "string" && Number(cidrBlock.split("/")[1]) < 16
      ? { code: "InvalidVpc.Range", message: `The CIDR '${cidrBlock}' is invalid.`, property: "cidrBlock" }
      : undefined,
};

const taken: Rule = {
  name: "subnet-conflict",
  operation: "CreateSubnet",
  on: ["create"],
  refuse: ({ world, inputs }) =>
    world
      .all("aws:ec2/subnet:Subnet")
      .some((other) => other.inputs.vpcId === inputs.vpcId && other.inputs.cidrBlock === inputs.cidrBlock)
      ? { code: "InvalidSubnet.Conflict", message: `The CIDR '${inputs.cidrBlock}' conflicts with another subnet` }
      : undefined,
};

const protectedLogs: Rule = {
  name: "log-group-deletion-protection",
  operation: "DeleteLogGroup",
  on: ["delete"],
  refuse: ({ inputs }) =>
    inputs.deletionProtectionEnabled === true
      ? { code: "InvalidOperationException", message: "The log group is protected from deletion." }
      : undefined,
};

export const tinyTypes: readonly ResourceType[] = [
  {
    type: "aws:ec2/vpc:Vpc",
    service: "EC2",
    label: "EC2 VPC",
    replaceOn: ["cidrBlock", "region"],
    defaults: { enableDnsSupport: true },
    rules: [tooWide],
    create: (request) => {
      const id = `vpc-0${request.hex(16)}`;
      return {
        id,
        outputs: {
          arn: arn(request, "ec2", `vpc/${id}`),
          defaultNetworkAclId: `acl-0${request.hex(16)}`,
          defaultRouteTableId: `rtb-0${request.hex(16)}`,
          defaultSecurityGroupId: `sg-0${request.hex(16)}`,
          dhcpOptionsId: `dopt-0${request.hex(16)}`,
          ipv6AssociationId: "",
          mainRouteTableId: `rtb-0${request.hex(16)}`,
          ownerId: request.world.accountId,
        },
      };
    },
  },
  {
    type: "aws:ec2/subnet:Subnet",
    service: "EC2",
    label: "EC2 Subnet",
    replaceOn: ["vpcId", "cidrBlock", "availabilityZone", "region"],
    references: [
      {
        property: "vpcId",
        to: ["aws:ec2/vpc:Vpc"],
        missing: "InvalidVpcID.NotFound",
        blocksDeletion: "DependencyViolation",
      },
    ],
    rules: [taken],
    create: (request) => {
      const id = `subnet-0${request.hex(16)}`;
      return {
        id,
        outputs: {
          arn: arn(request, "ec2", `subnet/${id}`),
          availabilityZone: request.inputs.availabilityZone ?? `${request.region}a`,
          ipv6CidrBlockAssociationId: "",
          ownerId: request.world.accountId,
        },
      };
    },
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    service: "CloudWatch Logs",
    label: "CloudWatch Logs Log Group",
    replaceOn: ["name", "namePrefix", "region"],
    autoName: { property: "name", maxLength: 512 },
    rules: [protectedLogs],
    create: (request) => {
      const name = String(request.inputs.name);
      return { id: name, outputs: { arn: arn(request, "logs", `log-group:${name}`) } };
    },
  },
  {
    type: "aws:ssm/parameter:Parameter",
    service: "SSM",
    label: "SSM Parameter",
    replaceOn: ["name", "region"],
    autoName: { property: "name", maxLength: 1011 },
    create: (request) => {
      const name = String(request.inputs.name);
      const outputs = { arn: arn(request, "ssm", `parameter/${name}`), hasValueWo: false, version: 1 };
      return { id: name, outputs };
    },
    update: ({ before, inputs }) => ({
      version: Number(before?.outputs.version) + (inputs.value === before?.inputs.value ? 0 : 1),
    }),
  },
];

/** Nothing here asks for a cluster. */
export const noKubernetes: KubernetesSite = {
  endpoint: "https://127.0.0.1:1",
  certificateAuthority: "",
  tokenFile: "/nonexistent",
  reconcileNodes: () => Promise.reject(new Error("there is no cluster in this test")),
};
