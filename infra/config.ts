import * as pulumi from "@pulumi/pulumi";
import { parseBlock } from "./cidr";
import { checkConfig } from "./config/check";
import { PHASES, type Phase, SECRET_KEYS, type SecretKey, type StackConfig } from "./config/schema";
import { requireOwnAddressBook } from "./l2/own-address-book";
import { planSubnets, type SubnetPlan } from "./subnet-plan";

export type { Environment, Phase, StackConfig } from "./config/schema";

const NAMESPACE = "jeju";

/** The checked configuration of a stack; the sections of later phases may be absent, see {@link reaches}. */
export interface Config extends Omit<StackConfig, "l1"> {
  /** Name of the stack. */
  readonly stack: string;
  /** Token of the Cloudflare API, a Pulumi secret; needed from phase public on. */
  readonly cloudflareApiToken?: pulumi.Output<string>;
  /** Secret by which the origin knows the edge's requests, a Pulumi secret; needed from phase public on. */
  readonly originToken?: pulumi.Output<string>;
  /** The one before, while it is being changed, a Pulumi secret. */
  readonly previousOriginToken?: pulumi.Output<string>;
  readonly l1?: L1Config;
}

export interface L1Config {
  readonly chainId: NonNullable<StackConfig["l1"]>["chainId"];
  /** RPC endpoints; secrets where the configuration has l1 as a secret, because providers put their key in the URL. */
  readonly rpcUrls: readonly pulumi.Input<string>[];
}

type Safes = NonNullable<StackConfig["safes"]>;
type Owned<S> = { readonly [K in keyof S]: S[K] & { readonly owners: readonly string[] } };

/** Sections that are there for certain once a phase is reached; infra/config/phase-rules.ts sees to it. */
interface Certain {
  readonly foundation: unknown;
  readonly control: Required<Pick<Config, "l1" | "timelock">> & { readonly safes: Owned<Safes> };
  readonly contracts: Certain["control"] & Required<Pick<Config, "l2" | "contracts">>;
  readonly network: Certain["contracts"] & Required<Pick<Config, "workloads">>;
  readonly public: Certain["network"] & Required<Pick<Config, "edge" | "cloudflareApiToken" | "originToken">>;
}

/** A configuration whose environment is in the given phase or a later one. */
export type ConfigOf<P extends Phase> = Config & Certain[P];

/** Whether the environment is in the given phase or a later one; the sections that it needs are then there. */
export function reaches<P extends Phase>(config: Config, phase: P): config is ConfigOf<P> {
  return PHASES.indexOf(config.phase) >= PHASES.indexOf(phase);
}

/** The blocks of the subnets: those of the configuration, or else the computed ones. */
export function subnetsOf({ network }: Pick<Config, "network">): SubnetPlan {
  if (network.subnets !== undefined) return network.subnets;
  const vpc = parseBlock(network.cidr);
  if (vpc === undefined)
    throw new RangeError(`network.cidr ${network.cidr} is no block, though the schema let it pass`);
  return planSubnets(vpc, network.azs.length);
}

/**
 * Reads and checks the configuration of the current stack.
 *
 * @throws UserError with all problems at once, and then for an address book of another chain.
 */
export function loadConfig(): Config {
  const stack = pulumi.getStack();
  const secretKeys = readSecretKeys();
  const checked = checkConfig({ stack, values: readNamespace(), secretKeys });
  requireOwnAddressBook(checked);
  const { l1, ...config } = checked;
  const protect = (url: string) => (secretKeys.has("l1") ? pulumi.secret(url) : url);
  return {
    ...config,
    stack,
    l1: l1 && { chainId: l1.chainId, rpcUrls: l1.rpcUrls.map(protect) },
    ...readSecrets(),
  };
}

function readSecrets(): Partial<Record<SecretKey, pulumi.Output<string>>> {
  const config = new pulumi.Config(NAMESPACE);
  return Object.fromEntries(SECRET_KEYS.map((key) => [key, config.getSecret(key)]));
}

function readNamespace(): Record<string, string> {
  const all = Object.entries(pulumi.runtime.allConfig());
  return Object.fromEntries(all.flatMap(([key, value]) => (inNamespace(key) ? [[bare(key), value]] : [])));
}

/** The SDK knows which keys are secrets but keeps it to itself; the language host's environment says the same. */
function readSecretKeys(): ReadonlySet<string> {
  const keys: unknown = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS || "[]");
  return new Set(Array.isArray(keys) ? keys.map(String).filter(inNamespace).map(bare) : []);
}

function inNamespace(key: string): boolean {
  return key.startsWith(`${NAMESPACE}:`);
}

/** The key without its namespace: `jeju:network`, or `jeju:config:network` as older hosts write it. */
function bare(key: string): string {
  return key.slice(NAMESPACE.length + 1).replace(/^config:/, "");
}
