import { getAddress } from "ethers/address";
import type { ConfigProblem } from "./problems";
import { entries, problem, type Rule } from "./rule";
import type { Environment, StackConfig } from "./schema";

interface Chains {
  readonly l1: NonNullable<StackConfig["l1"]>["chainId"];
  readonly l2: NonNullable<StackConfig["l2"]>["chainId"];
}

const CHAINS: Readonly<Record<Environment, Chains>> = {
  mainnet: { l1: 8453, l2: 420691 },
  testnet: { l1: 84532, l2: 420690 },
};

/** The floors of mainnet's Safes: threshold and owners. */
const SAFE_FLOORS = {
  operations: { threshold: 3, owners: 5 },
  upgrades: { threshold: 5, owners: 9 },
  treasury: { threshold: 5, owners: 9 },
} as const;
const SAFES = ["operations", "upgrades", "treasury"] as const;

/** 48 h, in which anyone who disagrees with an upgrade can leave. */
const MIN_MAINNET_DELAY_SECONDS = 172_800;

const chainIdsAreOfTheEnvironment: Rule = function* ({ config }) {
  if (config.environment === undefined) return;
  for (const layer of ["l1", "l2"] as const) {
    const chainId = config[layer]?.chainId;
    const right = CHAINS[config.environment][layer];
    if (chainId !== undefined && chainId !== right) {
      yield {
        path: [layer, "chainId"],
        got: `${chainId}`,
        expected: `${right}, the chain id of ${config.environment}`,
      };
    }
  }
};

const rpcUrlsAreSafe: Rule = function* ({ config: { environment, l1 }, secretKeys }) {
  const urls = [...entries(l1?.rpcUrls)];
  const quote = (url: string) => (secretKeys.has("l1") ? "a secret URL" : url);
  if (environment === "mainnet" && l1?.rpcUrls?.length === 1) {
    yield problem(["l1", "rpcUrls"], "1 URL", "2 or more on mainnet, of providers that fail independently");
  }
  for (const [index, text] of urls) {
    const url = new URL(text);
    const path = ["l1", "rpcUrls", index];
    if (environment === "mainnet" && url.protocol === "http:" && !isLoopback(url)) {
      yield problem(path, quote(text), "https on mainnet; plain http only to this machine");
    }
    if (carriesKey(url) && !secretKeys.has("l1")) {
      yield problem(
        path,
        `a URL of ${url.host} with what looks like a key, in clear`,
        "l1 to be a secret when a URL carries a key",
        `pulumi config set --secret --path 'jeju:l1.rpcUrls[${index}]' <URL>`,
      );
    }
  }
};

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** RPC providers put their key in the path, the query or the user name; all are long runs of letters and digits. */
function carriesKey(url: URL): boolean {
  const parts = [...url.pathname.split("/"), ...url.searchParams.values()];
  return url.username !== "" || url.password !== "" || parts.some((part) => /^(?=.*\d)[\w-]{20,}$/.test(part));
}

const ownersAreValid: Rule = function* ({ config: { safes } }) {
  for (const safe of SAFES) {
    const seen = new Map<string, string>();
    for (const [index, address] of entries(safes?.[safe]?.owners)) {
      const place = `safes.${safe}.owners[${index}]`;
      const path = ["safes", safe, "owners", index];
      // Safe keeps its owners as a linked list whose head is 0x1, so it refuses 0x0 and 0x1: OwnerManager.sol.
      if (BigInt(address) <= 1n) yield problem(path, address, "an owner's address; Safe refuses 0x0 and 0x1");
      else yield* wrongChecksum(path, address);
      const earlier = seen.get(address.toLowerCase());
      if (earlier !== undefined) {
        yield {
          path,
          got: address,
          expected: `an address of its own; ${earlier} is the same, and one lost key would count twice`,
        };
      } else {
        seen.set(address.toLowerCase(), place);
      }
    }
  }
};

/** An address as its checksum (EIP-55) spells it, so that a slip of the keyboard shows. */
export function* wrongChecksum(path: ConfigProblem["path"], address: string): Iterable<ConfigProblem> {
  const checksummed = getAddress(address.toLowerCase());
  if (address !== checksummed) yield { path, got: address, expected: `it with its checksum, ${checksummed}` };
}

const thresholdsAreReachable: Rule = function* ({ config: { safes } }) {
  for (const safe of SAFES) {
    const { threshold, owners } = safes?.[safe] ?? {};
    if (threshold !== undefined && owners !== undefined && threshold > owners.length) {
      yield problem(
        ["safes", safe, "threshold"],
        `${threshold}`,
        `at most the number of owners (${owners.length})`,
        `${Math.floor(owners.length / 2) + 1}`,
      );
    }
  }
};

const mainnetSafesAreStrong: Rule = function* ({ config: { environment, safes } }) {
  if (environment !== "mainnet") return;
  for (const safe of SAFES) {
    const { threshold, owners } = safes?.[safe] ?? {};
    const floor = SAFE_FLOORS[safe];
    if (threshold !== undefined && threshold < floor.threshold) {
      yield problem(["safes", safe, "threshold"], `${threshold}`, `${floor.threshold} or more on mainnet`);
    }
    if (owners !== undefined && owners.length < floor.owners) {
      yield {
        path: ["safes", safe, "owners"],
        got: `${owners.length} owners`,
        expected: `${floor.owners} or more on mainnet`,
      };
    }
  }
};

const mainnetWaits: Rule = function* ({ config: { environment, timelock } }) {
  const delay = timelock?.minDelaySeconds;
  if (environment === "mainnet" && delay !== undefined && delay < MIN_MAINNET_DELAY_SECONDS) {
    yield problem(
      ["timelock", "minDelaySeconds"],
      `${delay}`,
      `${MIN_MAINNET_DELAY_SECONDS} (48 h) or more on mainnet`,
    );
  }
};

export const chainRules: readonly Rule[] = [
  chainIdsAreOfTheEnvironment,
  rpcUrlsAreSafe,
  ownersAreValid,
  thresholdsAreReachable,
  mainnetSafesAreStrong,
  mainnetWaits,
];
