import type { Command } from "commander";

/** How a command reaches a chain. */
export interface EndpointOptions {
  readonly rpcUrl?: readonly string[];
}

export function withEndpoints(command: Command): Command {
  return command.option("--rpc-url <url...>", "endpoints of the chain; two or more have to agree");
}

/** Who pays for a transaction: one of five kinds. */
export interface PayerOptions extends EndpointOptions {
  readonly kmsKey?: string;
  readonly region?: string;
  readonly keystore?: string;
  readonly passwordVariable?: string;
  readonly remote?: string;
  readonly address?: string;
  readonly pkcs11?: string;
  readonly token?: string;
  readonly tokenKey?: string;
  readonly pinFile?: string;
  readonly keyVariable?: string;
}

export function withPayer(command: Command): Command {
  return withEndpoints(command)
    .option("--kms-key <id>", "who pays: a key in AWS KMS, by id, ARN or alias")
    .option("--region <region>", "region of that key")
    .option("--keystore <file>", "who pays: an encrypted key file")
    .option("--password-variable <name>", "environment variable with its password")
    .option("--remote <url>", "who pays: a remote signer (web3signer, a wallet's bridge)")
    .option("--address <address>", "its account")
    .option("--pkcs11 <library>", "who pays: a key in a PKCS#11 token, by the token's library")
    .option("--token <label>", "label of the token")
    .option("--token-key <label>", "label of the key in it")
    .option("--pin-file <file>", "file with its PIN that only you can read, or /dev/fd/3")
    .option(
      "--key-variable <name>",
      "who pays, on a chain of this machine only: environment variable with a plain key",
    );
}

/** How a command that sends goes about it. */
export interface SendingOptions extends PayerOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function withSending(command: Command): Command {
  return withPayer(command)
    .option("--dry-run", "tells what would be sent, whether it goes through and what it costs; sends nothing")
    .option("--yes", "does not ask; without a terminal nothing is asked anyway");
}

/** What the operator knows and accepts without the file, see `verify`. */
export interface JudgementOptions {
  readonly allowLowerThreshold?: boolean;
  readonly trustMultiSend?: readonly string[];
}

export function withJudgement(command: Command): Command {
  return command
    .option("--allow-lower-threshold", "accepts that fewer signatures are needed afterwards")
    .option("--trust-multi-send <address...>", "MultiSend contracts at a chain's own addresses that you vouch for");
}

/** Where proposals lie. */
export interface FolderOptions {
  readonly proposals?: string;
}

export function withFolder(command: Command): Command {
  return command.option("--proposals <folder>", "folder of the proposals (default: JEJU_PROPOSALS, or `proposals`)");
}
