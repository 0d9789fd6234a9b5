import type { Request, Rule } from "../resource-type";
import { parseArn } from "./arn";
import { flag, isSet, number, text, texts } from "./inputs";
import { isKnownDatabaseClass } from "./instance-types";
import { engineOf, knownEngines, majorOf, resolveVersion } from "./rds-engines";

const INSTANCE = "aws:rds/instance:Instance";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** The source of a replica, which is named by identifier, or by ARN when it lies elsewhere. */
export function sourceOf({ world, inputs }: Pick<Request, "world" | "inputs">) {
  const source = text(inputs, "replicateSourceDb");
  if (source === undefined) return undefined;
  const identifier = parseArn(source)?.resource.replace(/^db:/, "") ?? source;
  return world.findBy(INSTANCE, "identifier", identifier) ?? world.get(INSTANCE, source);
}

/** Engine and version, which a replica has from its source. */
export function engineFacts(request: Pick<Request, "world" | "inputs">) {
  const from = sourceOf(request);
  const name = text(request.inputs, "engine") ?? text(from?.outputs ?? {}, "engine") ?? "";
  const version = text(request.inputs, "engineVersion") ?? text(from?.outputs ?? {}, "engineVersionActual");
  return { name, version, engine: engineOf(name) };
}

const identifier: Rule = {
  name: "db-identifier",
  operation: "CreateDBInstance",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "identifier");
    if (name === undefined || (/^[a-z][a-z0-9-]{0,62}$/.test(name) && !/--|-$/.test(name))) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `The identifier '${name}' must be 1 to 63 lower-case letters, digits and single hyphens, and begin with a letter.`,
    };
  },
};

const engineVersion: Rule = {
  name: "db-engine-version",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse(request) {
    const { name, version, engine } = engineFacts(request);
    if (!engine) {
      return {
        code: "InvalidParameterValue",
        message: `Invalid DB engine ${name}; the rehearsal knows ${knownEngines().join(", ")}.`,
      };
    }
    if (resolveVersion(engine, version)) return undefined;
    const offered = Object.values(engine.versions).map((minors) => minors.at(-1));
    return {
      code: "InvalidParameterCombination",
      message: `Cannot find version ${version} for ${name}; the newest offered are ${offered.join(", ")}.`,
    };
  },
};

const instanceClass: Rule = {
  name: "db-instance-class",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse({ inputs }) {
    const name = text(inputs, "instanceClass") ?? "";
    if (isKnownDatabaseClass(name)) return undefined;
    return { code: "InvalidParameterValue", message: `Invalid DB Instance class: ${name}` };
  },
};

const storage: Rule = {
  name: "db-storage",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse(request) {
    const { inputs } = request;
    const [sizeGb, maxGb] = [number(inputs, "allocatedStorage"), number(inputs, "maxAllocatedStorage") ?? 0];
    const least = text(inputs, "storageType")?.startsWith("io")
      ? 100
      : (engineFacts(request).engine?.minStorageGb ?? 0);
    if (sizeGb === undefined) {
      const inherits = ["replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime"].some((key) =>
        isSet(inputs, key),
      );
      return inherits
        ? undefined
        : { code: "MissingParameter", message: "The request must contain the parameter AllocatedStorage." };
    }
    if (sizeGb < least || sizeGb > 65536) {
      return {
        code: "InvalidParameterValue",
        message: `Invalid storage size for engine: ${least} to 65536 GiB, got ${sizeGb}.`,
      };
    }
    if (maxGb === 0 || maxGb * 10 >= sizeGb * 11) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `Max storage size must be at least 10% over the allocated ${sizeGb} GiB, got ${maxGb}.`,
    };
  },
};

const backupRetention: Rule = {
  name: "db-backup-retention",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse({ inputs }) {
    const days = number(inputs, "backupRetentionPeriod") ?? 0;
    if (days >= 0 && days <= 35) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `Invalid backup retention period: ${days}. Must be between 0 and 35 days.`,
    };
  },
};

const parameterFamily: Rule = {
  name: "db-parameter-group-family",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse(request) {
    const group = request.world.get(PARAMETER_GROUP, text(request.inputs, "parameterGroupName") ?? "");
    const { name, version, engine } = engineFacts(request);
    const resolved = engine && resolveVersion(engine, version);
    const major = resolved && majorOf(engine, resolved);
    const family = text(group?.inputs ?? {}, "family");
    if (!group || !major || family === engine.familyOf(major)) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `The parameter group ${group.id} with DBParameterGroupFamily ${family} can't be used for this instance. Use a parameter group with DBParameterGroupFamily ${engine.familyOf(major)} (${name} ${version ?? resolved}).`,
    };
  },
};

const masterPassword: Rule = {
  name: "db-master-password",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse({ inputs }) {
    const managed = flag(inputs, "manageMasterUserPassword");
    const given = isSet(inputs, "password") || isSet(inputs, "passwordWo");
    const inherits = ["replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime"].some((key) =>
      isSet(inputs, key),
    );
    if (managed && given) {
      return {
        code: "InvalidParameterCombination",
        message: "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.",
      };
    }
    if (managed || given || inherits) return undefined;
    return {
      code: "InvalidParameterValue",
      message: "MasterUserPassword must be provided when ManageMasterUserPassword is not specified.",
    };
  },
};

const masterUser: Rule = {
  name: "db-master-username",
  operation: "CreateDBInstance",
  on: ["create"],
  refuse({ inputs }) {
    const user = text(inputs, "username");
    const reserved = ["admin", "postgres_admin", "rdsadmin", "rds_superuser", "user"];
    if (user === undefined || !text(inputs, "engine")?.includes("postgres")) return undefined;
    if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(user) && !reserved.includes(user.toLowerCase())) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `MasterUsername ${user} cannot be used as it is a reserved word used by the engine, or is no identifier.`,
    };
  },
};

const logExports: Rule = {
  name: "db-log-exports",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse(request) {
    const { engine, name } = engineFacts(request);
    const wrong = texts(request.inputs, "enabledCloudwatchLogsExports").find(
      (kind) => !engine?.logExports.includes(kind),
    );
    if (!engine || !wrong) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `You cannot use the log types '${wrong}' with engine ${name}; it has ${engine.logExports.join(", ")}.`,
    };
  },
};

const performanceInsights: Rule = {
  name: "db-performance-insights-retention",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse({ inputs }) {
    const days = number(inputs, "performanceInsightsRetentionPeriod");
    const allowed = days === undefined || days === 7 || days === 731 || (days % 31 === 0 && days >= 31 && days <= 713);
    if (allowed) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `Invalid Performance Insights retention period: 7, a multiple of 31 up to 713, or 731 days; got ${days}.`,
    };
  },
};

const monitoringNeedsRole: Rule = {
  name: "db-monitoring-role",
  operation: "CreateDBInstance",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const seconds = number(inputs, "monitoringInterval") ?? 0;
    if (![0, 1, 5, 10, 15, 30, 60].includes(seconds)) {
      return {
        code: "InvalidParameterValue",
        message: `monitoringInterval is 0, 1, 5, 10, 15, 30 or 60 seconds, got ${seconds}.`,
      };
    }
    const roleArn = text(inputs, "monitoringRoleArn");
    const role = roleArn && world.findBy("aws:iam/role:Role", "arn", roleArn);
    const trusted = role && (text(role.inputs, "assumeRolePolicy") ?? "").includes("monitoring.rds.amazonaws.com");
    if (seconds === 0 || trusted) return undefined;
    const message = roleArn
      ? `IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING (${roleArn})`
      : "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.";
    return { code: "InvalidParameterCombination", message };
  },
};

export const instanceRules: readonly Rule[] = [
  identifier,
  engineVersion,
  instanceClass,
  storage,
  backupRetention,
  parameterFamily,
  masterPassword,
  masterUser,
  logExports,
  performanceInsights,
  monitoringNeedsRole,
];
