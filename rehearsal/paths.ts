import { join, resolve } from "node:path";

/** The checkout's root, where Pulumi.yaml lies. */
export const projectDirectory = resolve(__dirname, "..");

/** Everything that a rehearsal of one stack leaves behind; git ignores the parent. */
export interface RehearsalPaths {
  readonly root: string;
  /** Pulumi's file backend. */
  readonly backend: string;
  /** PULUMI_HOME, so that the operator's own credentials and plugins are neither used nor changed. */
  readonly pulumiHome: string;
  readonly passphrase: string;
  /** The stack's configuration as it is rehearsed. */
  readonly config: string;
  /** The transcript of a practised key ceremony, and what has happened to its keys since. */
  readonly ceremony: string;
  readonly clouds: string;
  readonly cluster: string;
  readonly chain: string;
  /** Transactions, noted before they are sent. */
  readonly journal: string;
  /** What waits for the owners of a Safe. */
  readonly proposals: string;
  readonly logs: string;
  /** How far the rehearsal came. */
  readonly progress: string;
  /** Which services run, and where they answer. */
  readonly services: string;
}

export function rehearsalPaths(stack: string, base = rehearsalsDirectory()): RehearsalPaths {
  const root = join(base, stack);
  return {
    root,
    backend: join(root, "backend"),
    pulumiHome: join(root, "pulumi-home"),
    passphrase: join(root, "passphrase"),
    config: join(root, `Pulumi.${stack}.yaml`),
    ceremony: join(root, "ceremony"),
    clouds: join(root, "clouds"),
    cluster: join(root, "cluster"),
    chain: join(root, "chain"),
    journal: join(root, "transactions"),
    proposals: join(root, "proposals"),
    logs: join(root, "logs"),
    progress: join(root, "progress.json"),
    services: join(root, "services.json"),
  };
}

/** `JEJU_REHEARSALS` moves the folder, which is how the tests keep theirs apart from the operator's. */
function rehearsalsDirectory(): string {
  return resolve(process.env.JEJU_REHEARSALS ?? join(projectDirectory, ".rehearsal"));
}
