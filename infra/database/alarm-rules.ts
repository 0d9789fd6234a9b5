import type { AlarmRule } from "../alarms";
import { MAX_CONNECTIONS } from "./parameters";

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Alarms of an instance by their names' suffix. */
export function instanceAlarms(identifier: string, allocatedStorageGb: number): Record<string, AlarmRule> {
  const metric = (name: string) =>
    ({ namespace: "AWS/RDS", metric: name, dimensions: { DBInstanceIdentifier: identifier } }) as const;
  return {
    cpu: {
      ...metric("CPUUtilization"),
      description: `${identifier} has used over 80 % of its CPU for 15 min: look at the top statements in Performance Insights.`,
      statistic: "Average",
      comparison: "GreaterThanThreshold",
      threshold: 80,
    },
    storage: {
      ...metric("FreeStorageSpace"),
      description: `${identifier} has less than 10 % of its first storage left: it no longer grows by itself.`,
      statistic: "Minimum",
      comparison: "LessThanThreshold",
      threshold: allocatedStorageGb * GIB * 0.1,
    },
    memory: {
      ...metric("FreeableMemory"),
      description: `${identifier} has less than 256 MiB of memory left: look for large sorts, or take a larger class.`,
      statistic: "Minimum",
      comparison: "LessThanThreshold",
      threshold: 256 * MIB,
    },
    connections: {
      ...metric("DatabaseConnections"),
      description: `${identifier} has over 80 % of its connections in use: a client goes round the proxy or leaks.`,
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: MAX_CONNECTIONS * 0.8,
    },
  };
}

/** The alarm of a replica beside those of every instance. */
export function replicaLagAlarm(identifier: string): AlarmRule {
  return {
    namespace: "AWS/RDS",
    metric: "ReplicaLag",
    dimensions: { DBInstanceIdentifier: identifier },
    description: `${identifier} is over a minute behind the primary: readers see old data.`,
    statistic: "Maximum",
    comparison: "GreaterThanThreshold",
    threshold: 60,
    periodSeconds: 60,
    periods: 5,
  };
}
