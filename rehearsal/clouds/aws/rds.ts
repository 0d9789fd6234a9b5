import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { objects, text, texts } from "./inputs";
import { knownFamilies } from "./rds-engines";
import { dbInstanceType } from "./rds-instance";
import { vpcsOfSubnets, zonesOfSubnets } from "./siblings";

const INSTANCE = "aws:rds/instance:Instance";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

const zonesCovered: Rule = {
  name: "db-subnet-group-zones",
  operation: "CreateDBSubnetGroup",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const zones = zonesOfSubnets(world, texts(inputs, "subnetIds"));
    if (zones.length >= 2) return undefined;
    return {
      code: "DBSubnetGroupDoesNotCoverEnoughAZs",
      message: `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ") || "none"}. Add subnets to cover at least 2 AZs.`,
    };
  },
};

const oneVpc: Rule = {
  name: "db-subnet-group-one-vpc",
  operation: "CreateDBSubnetGroup",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const vpcs = vpcsOfSubnets(world, texts(inputs, "subnetIds"));
    if (vpcs.length < 2) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `The subnet IDs provided aren't from the same VPC (${vpcs.join(", ")}).`,
    };
  },
};

const familyKnown: Rule = {
  name: "db-parameter-family",
  operation: "CreateDBParameterGroup",
  on: ["create"],
  refuse({ inputs }) {
    const family = text(inputs, "family") ?? "";
    if (knownFamilies().includes(family)) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `ParameterGroupFamily ${family} is not a valid parameter group family; one of ${knownFamilies().join(", ")}.`,
    };
  },
};

/** Parameters of PostgreSQL that only a restart applies; `aws rds describe-engine-default-parameters`. */
const staticParameters = ["rds.logical_replication", "shared_buffers", "max_connections", "shared_preload_libraries"];

const parameterApply: Rule = {
  name: "db-static-parameter",
  operation: "ModifyDBParameterGroup",
  on: ["create", "update"],
  refuse({ inputs }) {
    const wrong = objects(inputs, "parameters").find(
      (parameter) =>
        staticParameters.includes(text(parameter, "name") ?? "") && text(parameter, "applyMethod") !== "pending-reboot",
    );
    if (!wrong) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `cannot use immediate apply method for static parameter ${text(wrong, "name")}; set applyMethod to pending-reboot.`,
    };
  },
};

const parameterGroupInUse: Rule = {
  name: "db-parameter-group-in-use",
  operation: "DeleteDBParameterGroup",
  on: ["delete"],
  refuse({ world, before }) {
    const holder = world.findBy(INSTANCE, "parameterGroupName", before?.id);
    if (!holder) return undefined;
    return {
      code: "InvalidDBParameterGroupState",
      message: `One or more database instances are still members of this parameter group ${before?.id} (${holder.id}), so the group cannot be deleted.`,
    };
  },
};

export const rdsTypes: readonly ResourceType[] = [
  awsType({
    type: SUBNET_GROUP,
    service: "RDS",
    label: "RDS DB Subnet Group",
    replaceOn: ["name", "namePrefix"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi" },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "rds", `subgrp:${id}`),
    computed: () => ({ supportedNetworkTypes: ["IPV4"] }),
    derived: ({ world, inputs }) => ({ vpcId: vpcsOfSubnets(world, texts(inputs, "subnetIds"))[0] ?? "" }),
    references: [
      {
        property: "subnetIds[]",
        to: ["aws:ec2/subnet:Subnet"],
        missing: "InvalidSubnet",
        blocksDeletion: "DependencyViolation",
      },
    ],
    rules: [zonesCovered, oneVpc],
  }),
  awsType({
    type: PARAMETER_GROUP,
    service: "RDS",
    label: "RDS DB Parameter Group",
    replaceOn: ["description", "family", "name", "namePrefix"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi", skipDestroy: false },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "rds", `pg:${id}`),
    rules: [familyKnown, parameterApply, parameterGroupInUse],
  }),
  dbInstanceType,
];
