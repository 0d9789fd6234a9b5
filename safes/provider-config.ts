import { z } from "zod";
import { knowable, type Parsed, parseInputs } from "./inputs";
import type { Properties } from "./plugin/provider";
import { fromProjectRoot } from "./project-root";
import { signerConfig } from "./signers";

const directory = z.string().transform(fromProjectRoot);

/** Configuration of the provider: which chain, how it is reached, who pays. */
export const providerConfig = z.strictObject({
  /** Chain id that every endpoint must answer with. */
  chainId: z.int().min(1),
  /** RPC endpoints of operators that fail independently. */
  rpcUrls: knowable(z.array(knowable(z.url({ protocol: /^https?$/ }))).min(1)),
  /** `mainnet` refuses what only a test may do: a plain key, an owner that is no contract. */
  environment: z.enum(["testnet", "mainnet"]),
  /** Who sends and pays; without one nothing is sent and a deployment is refused. */
  signer: knowable(signerConfig).optional(),
  /** Blocks on top of a transaction until it counts. Default: the chain's, see transactions/confirmations. */
  confirmations: z.int().min(1).optional(),
  /** The most that a unit of gas may cost, in gwei. Default 500. */
  feeCeilingGwei: z.number().positive().default(500),
  /** Folder of the proposals, from the project's root. Default: environment variable JEJU_PROPOSALS, or `proposals`. */
  proposalsDirectory: directory.default(() => fromProjectRoot(process.env.JEJU_PROPOSALS ?? "proposals")),
  /** Folder in which transactions are noted before they are sent. Default: JEJU_JOURNAL, or `.jeju/transactions`. */
  journalDirectory: directory.default(() => fromProjectRoot(process.env.JEJU_JOURNAL ?? ".jeju/transactions")),
});
export type ProviderConfig = z.output<typeof providerConfig>;

/** On the wire every value but a text is JSON inside a text. */
export function parseProviderConfig(raw: Properties): Parsed<ProviderConfig> {
  return parseInputs(
    providerConfig,
    Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(value)])),
  );
}

function decode(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
