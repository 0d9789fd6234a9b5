/** What RDS offers of an engine. Re-verify with `aws rds describe-db-engine-versions --engine ENGINE`. */
interface Engine {
  readonly port: number;
  readonly licence: string;
  /** Least storage of a gp3 volume, GiB. */
  readonly minStorageGb: number;
  /** Major versions with the minor ones that are offered. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
  readonly familyOf: (major: string) => string;
  readonly logExports: readonly string[];
  readonly proxyFamily: string;
}

const minors = (major: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${major}.${first + index}`);

const postgresVersions = {
  "13": minors("13", 15, 22),
  "14": minors("14", 12, 19),
  "15": minors("15", 7, 14),
  "16": minors("16", 3, 10),
  "17": minors("17", 1, 6),
};

const mysqlVersions = { "8.0": minors("8.0", 37, 44), "8.4": minors("8.4", 3, 7) };

const engines: Readonly<Record<string, Engine>> = {
  postgres: {
    port: 5432,
    licence: "postgresql-license",
    minStorageGb: 20,
    versions: { ...postgresVersions, "18": minors("18", 1, 1) },
    familyOf: (major) => `postgres${major}`,
    logExports: ["postgresql", "upgrade", "iam-db-auth-error"],
    proxyFamily: "POSTGRESQL",
  },
  mysql: {
    port: 3306,
    licence: "general-public-license",
    minStorageGb: 20,
    versions: mysqlVersions,
    familyOf: (major) => `mysql${major}`,
    logExports: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
    proxyFamily: "MYSQL",
  },
  "aurora-postgresql": {
    port: 5432,
    licence: "postgresql-license",
    minStorageGb: 1,
    versions: postgresVersions,
    familyOf: (major) => `aurora-postgresql${major}`,
    logExports: ["postgresql", "instance", "iam-db-auth-error"],
    proxyFamily: "POSTGRESQL",
  },
};

export function engineOf(name: string): Engine | undefined {
  return engines[name];
}

export function knownEngines(): string[] {
  return Object.keys(engines);
}

/** Families of parameter groups, `postgres17`. */
export function knownFamilies(): string[] {
  return Object.values(engines).flatMap(({ versions, familyOf }) => Object.keys(versions).map(familyOf));
}

/** The major version of a full or a major one: `17` of `17.4` and of `17`. */
export function majorOf(engine: Engine, version: string): string | undefined {
  return Object.keys(engine.versions).find((major) => version === major || version.startsWith(`${major}.`));
}

/** The version that RDS runs for what was asked: the newest minor of a major one; undefined when not offered. */
export function resolveVersion(engine: Engine, asked: string | undefined): string | undefined {
  const newest = Object.keys(engine.versions).sort((one, other) => Number(one) - Number(other));
  const major = asked === undefined ? newest.at(-1) : majorOf(engine, asked);
  const offered = major === undefined ? [] : (engine.versions[major] ?? []);
  return asked === undefined || asked === major ? offered.at(-1) : offered.find((version) => version === asked);
}
