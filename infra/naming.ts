import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { Config } from "./config";
import type { OnChainRole } from "./keys/policies";

const SYSTEM = "jeju";

/** How sensitive the data is that a resource holds; the tag data-classification. */
export type DataClass = "public" | "internal" | "confidential" | "secret";

export type Tags = Readonly<Record<string, string>>;

/**
 * Start of every name in an environment, e.g. `jeju-mainnet`. Components are called `${prefix}-network` and so on and
 * their children `${prefix}-network-vpc`, so that a name in a bill or an alarm tells system, environment and component.
 */
export function prefixOf({ stack }: Pick<Config, "stack">): string {
  return `${SYSTEM}-${stack}`;
}

/** Of a key in KMS, as `alias/jeju-mainnet-signer-deployer`: known before the key exists. */
export function aliasName(prefix: string, key: string): string {
  return `alias/${prefix}-${key}`;
}

/** What the key of a role on chain is called. */
export function signerName(role: OnChainRole): string {
  return `signer-${role}`;
}

/** Tags of every taggable resource; the provider sets them. Keys are those that the policies and the bill look for. */
export function tagsOf({ stack, owner, costCentre }: Pick<Config, "stack" | "owner" | "costCentre">): Tags {
  return { system: SYSTEM, environment: stack, owner, "cost-centre": costCentre, ...classified("internal") };
}

/** The tag of a resource whose data are not of the default class, internal. */
export function classified(dataClass: DataClass): Tags {
  return { "data-classification": dataClass };
}

/** Tags of a resource that people look for by name in the console. */
export function named(name: string, tags: Tags = {}): Record<string, string> {
  return { Name: name, ...tags };
}

/**
 * Options of every resource that holds data: Pulumi refuses to delete or replace it (`protect`), and if it is taken out
 * of the program all the same, it leaves the state but not the cloud (`retainOnDelete`).
 *
 * @param protectData false only while an environment is decommissioned.
 */
export function holdingData(protectData: boolean): Pick<CustomResourceOptions, "protect" | "retainOnDelete"> {
  return { protect: protectData, retainOnDelete: protectData };
}
