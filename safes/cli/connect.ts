import { Connection } from "../connection";
import type { Call } from "../plugin/provider";
import { parseProviderConfig } from "../provider-config";
import type { SignerConfig } from "../signers";
import { UserError } from "../user-error";
import type { FolderOptions, PayerOptions } from "./options";

/** Outside of the engine: nothing is a preview, and who has to hear something sits in front of this terminal. */
export const alone: Call = {
  preview: false,
  signal: new AbortController().signal,
  secrets: new Set(),
  warn: async (message) => console.error(message),
  inform: async (message) => console.log(message),
};

/** Options as they are called here, by the settings of a provider. */
const optionOf: Readonly<Record<string, string>> = {
  rpcUrls: "--rpc-url",
  chainId: "--chain-id",
  "signer.url": "--remote",
  "signer.address": "--address",
  "signer.module": "--pkcs11",
};

/** @throws UserError for options that are missing or wrong; the chain itself is asked later. */
export function connect(chainId: bigint, options: PayerOptions & FolderOptions): Connection {
  const { rpcUrl = [], proposals } = options;
  if (rpcUrl.length === 0) {
    throw new UserError({
      what: "no endpoint to reach the chain",
      where: "--rpc-url",
      expected: `one or more endpoints of chain ${chainId}, of operators that fail independently`,
      fix: "name them behind the file: --rpc-url <url> <url>",
    });
  }
  const parsed = parseProviderConfig({
    chainId: Number(chainId),
    rpcUrls: [...rpcUrl],
    // What only a test may do is refused here as on mainnet.
    environment: "mainnet",
    signer: signerOf(options),
    ...(proposals !== undefined && { proposalsDirectory: proposals }),
  });
  if ("inputs" in parsed) return new Connection(parsed.inputs);
  const got = parsed.failures.map(({ property, reason }) => {
    const setting = property.replace(/\[\d+\]$/, "");
    return `\n    ${optionOf[setting] ?? setting}: ${reason}`;
  });
  throw new UserError({ what: "some options are not what they should be", got: got.join("") });
}

/** Exactly one kind, or none for commands that only read. */
function signerOf(options: PayerOptions): SignerConfig | undefined {
  const { kmsKey, region, keystore, passwordVariable, remote, address, pkcs11, keyVariable } = options;
  const given: SignerConfig[] = [];
  if (kmsKey) given.push({ kind: "kms", keyId: kmsKey, region: needed(region, "--region", "--kms-key") });
  if (keystore) {
    const variable = needed(passwordVariable, "--password-variable", "--keystore");
    given.push({ kind: "keystore", file: keystore, passwordVariable: variable });
  }
  if (remote) given.push({ kind: "remote", url: remote, address: needed(address, "--address", "--remote") });
  if (pkcs11) {
    const token = needed(options.token, "--token", "--pkcs11");
    const key = needed(options.tokenKey, "--token-key", "--pkcs11");
    const pinFile = needed(options.pinFile, "--pin-file", "--pkcs11");
    given.push({ kind: "pkcs11", module: pkcs11, token, key, pinFile });
  }
  if (keyVariable) given.push({ kind: "local", keyVariable });
  if (given.length > 1) {
    throw new UserError({
      what: "more than one signer",
      got: given.map(({ kind }) => kind).join(", "),
      expected: "one of --kms-key, --keystore, --remote, --pkcs11 and --key-variable",
    });
  }
  return given[0];
}

function needed(value: string | undefined, option: string, by: string): string {
  if (value !== undefined) return value;
  throw new UserError({ what: `${by} needs ${option} beside it`, fix: `add ${option}` });
}
