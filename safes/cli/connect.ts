import { Connection } from "../connection";
import { providerConfig } from "../provider-config";
import type { SignerConfig } from "../signers";
import { UserError } from "../user-error";

/** Options by which a command reaches a chain and whoever pays. */
export interface ConnectionOptions {
  readonly rpcUrl?: readonly string[];
  readonly environment?: "testnet" | "mainnet";
  readonly kmsKey?: string;
  readonly region?: string;
  readonly keystore?: string;
  readonly passwordVariable?: string;
  readonly remote?: string;
  readonly address?: string;
  readonly keyVariable?: string;
}

export function connect(chainId: bigint, options: ConnectionOptions): Connection {
  const { rpcUrl, environment = "mainnet" } = options;
  if (!rpcUrl || rpcUrl.length === 0) {
    throw new UserError({ what: "no endpoint to reach the chain", where: "--rpc-url", fix: "--rpc-url <url> <url>" });
  }
  const signer = signerOf(options);
  const config = { chainId: Number(chainId), rpcUrls: [...rpcUrl], environment, ...(signer && { signer }) };
  return new Connection(providerConfig.parse(config));
}

/** Exactly one kind, or none for commands that only read. */
function signerOf(options: ConnectionOptions): SignerConfig | undefined {
  const { kmsKey, region, keystore, passwordVariable, remote, address, keyVariable } = options;
  const given: SignerConfig[] = [];
  if (kmsKey) given.push({ kind: "kms", keyId: kmsKey, region: require_(region, "--region") });
  if (keystore)
    given.push({
      kind: "keystore",
      file: keystore,
      passwordVariable: require_(passwordVariable, "--password-variable"),
    });
  if (remote) given.push({ kind: "remote", url: remote, address: require_(address, "--address") });
  if (keyVariable) given.push({ kind: "local", keyVariable });
  if (given.length > 1) {
    throw new UserError({
      what: "more than one signer",
      got: given.map(({ kind }) => kind).join(", "),
      expected: "one",
    });
  }
  return given[0];
}

function require_(value: string | undefined, option: string): string {
  if (value !== undefined) return value;
  throw new UserError({ what: "the signer is not complete", where: option, fix: `add ${option}` });
}
