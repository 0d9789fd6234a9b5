/** Connections that PostgreSQL accepts; the proxy pools what clients open, so a few hundred are plenty. */
export const MAX_CONNECTIONS = 400;

interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Static parameters wait for a restart; RDS refuses them with "immediate". */
  readonly applyMethod: "immediate" | "pending-reboot";
}

/**
 * Parameters that differ from RDS's defaults. Which of them are static, `aws rds describe-db-parameters` tells
 * (ApplyType).
 */
export const PARAMETERS: readonly Parameter[] = [
  { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
  { name: "max_connections", value: String(MAX_CONNECTIONS), applyMethod: "pending-reboot" },
  { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
  // The slow-query log: whatever takes a second or longer, in milliseconds.
  { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
  { name: "log_connections", value: "1", applyMethod: "immediate" },
  { name: "log_disconnections", value: "1", applyMethod: "immediate" },
  { name: "log_lock_waits", value: "1", applyMethod: "immediate" },
  { name: "log_temp_files", value: "10240", applyMethod: "immediate" },
  { name: "log_autovacuum_min_duration", value: "10000", applyMethod: "immediate" },
  // A client that vanished must not hold its locks for ever.
  { name: "idle_in_transaction_session_timeout", value: "300000", applyMethod: "immediate" },
];
