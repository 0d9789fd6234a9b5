import type { Rule } from "../resource-type";
import { flag, isSet, number, text } from "./inputs";
import { sourceOf } from "./rds-instance-rules";
import { siblings } from "./siblings";

const INSTANCE = "aws:rds/instance:Instance";

const replicaSource: Rule = {
  name: "db-replica-source",
  operation: "CreateDBInstanceReadReplica",
  on: ["create"],
  refuse(request) {
    const named = text(request.inputs, "replicateSourceDb");
    if (named === undefined) return undefined;
    const source = sourceOf(request);
    if (!source) return { code: "DBInstanceNotFound", status: 404, message: `DBInstance ${named} not found.` };
    const days = number(source.outputs, "backupRetentionPeriod") ?? number(source.inputs, "backupRetentionPeriod") ?? 0;
    if (days > 0) return undefined;
    return {
      code: "InvalidDBInstanceState",
      message: `Automated backups are not enabled for this database instance (${source.id}). To enable automated backups, set the backup retention period to a non-zero value.`,
    };
  },
};

const replicaCount: Rule = {
  name: "db-replica-count",
  operation: "CreateDBInstanceReadReplica",
  on: ["create"],
  refuse(request) {
    const source = sourceOf(request);
    if (!source) return undefined;
    const replicas = siblings(request, INSTANCE).filter(
      (one) => sourceOf({ ...request, inputs: one.inputs })?.id === source.id,
    );
    if (replicas.length < 15) return undefined;
    return {
      code: "InvalidDBInstanceState",
      message: `${source.id} has 15 read replicas, which is the most it can have.`,
    };
  },
};

const deletionProtection: Rule = {
  name: "db-deletion-protection",
  operation: "DeleteDBInstance",
  on: ["delete"],
  refuse({ inputs }) {
    if (!flag(inputs, "deletionProtection")) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    };
  },
};

const finalSnapshot: Rule = {
  name: "db-final-snapshot",
  operation: "DeleteDBInstance",
  on: ["delete"],
  refuse({ inputs }) {
    // RDS takes no final snapshot of a replica.
    if (flag(inputs, "skipFinalSnapshot") || isSet(inputs, "replicateSourceDb")) return undefined;
    if (text(inputs, "finalSnapshotIdentifier")) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: "final_snapshot_identifier is required when skip_final_snapshot is false: set finalSnapshotIdentifier.",
    };
  },
};

/** What holds between an instance and its replicas, and at its end. */
export const replicaRules: readonly Rule[] = [replicaSource, replicaCount, deletionProtection, finalSnapshot];
