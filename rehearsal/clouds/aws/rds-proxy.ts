import type { Request, ResourceType, Rule } from "../resource-type";
import { roleExists } from "./accounts";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { lowerLetters } from "./ids";
import { number, objects, text, texts } from "./inputs";
import { engineOf } from "./rds-engines";
import { endpointDomain } from "./rds-instance";
import { securityGroupsExist } from "./security-groups";
import { siblings, vpcsOfSubnets, zonesOfSubnets } from "./siblings";

const PROXY = "aws:rds/proxy:Proxy";
const INSTANCE = "aws:rds/instance:Instance";
const TARGET = "aws:rds/proxyTarget:ProxyTarget";

const proxyZones: Rule = {
  name: "db-proxy-zones",
  operation: "CreateDBProxy",
  on: ["create"],
  refuse({ world, inputs }) {
    const zones = zonesOfSubnets(world, texts(inputs, "vpcSubnetIds"));
    if (zones.length >= 2) return undefined;
    return {
      code: "InvalidSubnet",
      message: `The proxy's subnets must cover at least two Availability Zones, got ${zones.join(", ") || "none"}.`,
    };
  },
};

const proxySecrets: Rule = {
  name: "db-proxy-secret",
  operation: "CreateDBProxy",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    for (const auth of objects(inputs, "auths")) {
      const secretArn = text(auth, "secretArn");
      if (secretArn === undefined) continue;
      const managed = world
        .all(INSTANCE)
        .some(({ outputs }) => objects(outputs, "masterUserSecrets").some((secret) => secret.secretArn === secretArn));
      if (managed || world.findBy("aws:secretsmanager/secret:Secret", "arn", secretArn)) continue;
      return { code: "InvalidParameterValue", message: `The secret ${secretArn} does not exist or is not accessible.` };
    }
    return undefined;
  },
};

const instanceNamed = ({ world, inputs }: Pick<Request, "world" | "inputs">) =>
  world.findBy(INSTANCE, "identifier", text(inputs, "dbInstanceIdentifier"));

const targetEngine: Rule = {
  name: "db-proxy-target-engine",
  operation: "RegisterDBProxyTargets",
  on: ["create"],
  refuse(request) {
    const family = text(
      request.world.get(PROXY, text(request.inputs, "dbProxyName") ?? "")?.inputs ?? {},
      "engineFamily",
    );
    const engine = text(instanceNamed(request)?.outputs ?? {}, "engine") ?? "";
    if (!family || !engine || engineOf(engine)?.proxyFamily === family) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `A proxy of family ${family} takes no target of engine ${engine}.`,
    };
  },
};

const oneTarget: Rule = {
  name: "db-proxy-one-target",
  operation: "RegisterDBProxyTargets",
  on: ["create"],
  refuse(request) {
    const { dbProxyName } = request.inputs;
    const taken = siblings(request, TARGET).find(({ inputs }) => inputs.dbProxyName === dbProxyName);
    if (!taken) return undefined;
    return {
      code: "DBProxyTargetAlreadyRegisteredFault",
      message: `The proxy ${String(dbProxyName)} has its target already (${taken.id}).`,
    };
  },
};

const targetIsWriter: Rule = {
  name: "db-proxy-target-writer",
  operation: "RegisterDBProxyTargets",
  on: ["create"],
  refuse(request) {
    const source = text(instanceNamed(request)?.inputs ?? {}, "replicateSourceDb");
    if (source === undefined) return undefined;
    return { code: "InvalidDBInstanceState", message: `A proxy cannot be put before a read replica (of ${source}).` };
  },
};

export const rdsProxyTypes: readonly ResourceType[] = [
  awsType({
    type: PROXY,
    service: "RDS",
    label: "RDS DB Proxy",
    replaceOn: ["endpointNetworkType", "engineFamily", "targetConnectionNetworkType", "vpcSubnetIds"],
    autoName: { property: "name", maxLength: 63 },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request) => arn(request, "rds", `db-proxy:prx-0${lowerLetters(request, "proxy", 16)}`),
    computed: (request, id) => ({
      defaultAuthScheme: "NONE",
      endpoint: `${id}.proxy-${endpointDomain(request)}`,
      endpointNetworkType: "IPV4",
      idleClientTimeout: 1800,
      targetConnectionNetworkType: "IPV4",
    }),
    references: [
      {
        property: "vpcSubnetIds[]",
        to: ["aws:ec2/subnet:Subnet"],
        missing: "InvalidSubnet",
        blocksDeletion: "DependencyViolation",
      },
    ],
    rules: [
      proxyZones,
      proxySecrets,
      roleExists("db-proxy", "CreateDBProxy", "roleArn", "InvalidParameterValue"),
      securityGroupsExist(
        "db-proxy",
        "CreateDBProxy",
        "vpcSecurityGroupIds",
        ({ world, inputs }) => vpcsOfSubnets(world, texts(inputs, "vpcSubnetIds"))[0],
        "InvalidParameterValue",
      ),
    ],
  }),
  awsType({
    type: "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    service: "RDS",
    label: "RDS DB Proxy Default Target Group",
    replaceOn: ["dbProxyName"],
    id: ({ inputs }) => text(inputs, "dbProxyName") ?? "",
    arn: (request) => arn(request, "rds", `target-group:prx-tg-0${lowerLetters(request, "target-group", 16)}`),
    computed: () => ({
      connectionPoolConfig: {
        connectionBorrowTimeout: 120,
        initQuery: "",
        maxConnectionsPercent: 100,
        maxIdleConnectionsPercent: 50,
        sessionPinningFilters: [],
      },
      name: "default",
    }),
    references: [{ property: "dbProxyName", to: [PROXY], by: "name", missing: "DBProxyNotFoundFault" }],
  }),
  awsType({
    type: TARGET,
    service: "RDS",
    label: "RDS DB Proxy Target",
    replaceOn: ["dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "targetGroupName"],
    id: ({ inputs }) =>
      [
        text(inputs, "dbProxyName"),
        text(inputs, "targetGroupName"),
        "RDS_INSTANCE",
        text(inputs, "dbInstanceIdentifier"),
      ].join("/"),
    computed(request) {
      const instance = instanceNamed(request)?.outputs ?? {};
      return {
        endpoint: text(instance, "address") ?? "",
        port: number(instance, "port") ?? 0,
        rdsResourceId: text(request.inputs, "dbInstanceIdentifier") ?? "",
        targetArn: "",
        trackedClusterId: "",
        type: "RDS_INSTANCE",
      };
    },
    references: [
      { property: "dbProxyName", to: [PROXY], by: "name", missing: "DBProxyNotFoundFault" },
      { property: "dbInstanceIdentifier", to: [INSTANCE], by: "identifier", missing: "DBInstanceNotFoundFault" },
    ],
    rules: [oneTarget, targetEngine, targetIsWriter],
  }),
];
