import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Document, isSeq, parseDocument } from "yaml";
import { SECRET_KEYS } from "../infra/config/schema";
import type { ArtifactOverride } from "../infra/l1-contracts/artifacts";
import { UserError } from "../safes/user-error";
import type { RehearsedCeremony } from "./ceremony";
import { projectDirectory } from "./paths";
import { rehearsedOwner } from "./rehearsed-owners";

export const safeNames = ["operations", "upgrades", "treasury"] as const;
export type SafeName = (typeof safeNames)[number];

/** From `systems.md`: 3 of 5, 5 of 9, 5 of 9. */
const ownerCounts: Readonly<Record<SafeName, number>> = { operations: 5, upgrades: 9, treasury: 9 };

/**
 * The stack's own file with what only a rehearsal knows put in: the phase, loopback RPC endpoints, owners where the file
 * names none yet. Everything else is rehearsed as it stands.
 */
export class StackConfig {
  private constructor(
    readonly file: string,
    private readonly document: Document,
  ) {}

  /** Copies `Pulumi.<stack>.yaml` to `file`. */
  static copy(stack: string, file: string): StackConfig {
    return new StackConfig(file, parse(stackFile(stack)));
  }

  /** The copy of an earlier run, with its encryption salt and secrets. */
  static open(file: string): StackConfig {
    return new StackConfig(file, parse(file));
  }

  get accountId(): string {
    return String(this.require("accountId"));
  }

  get region(): string {
    return String(this.document.getIn(["config", "jeju:region"]) ?? "us-east-1");
  }

  get environment(): string {
    return String(this.require("environment"));
  }

  get l1ChainId(): number {
    return Number(this.require("l1", "chainId"));
  }

  get minDelaySeconds(): number {
    return Number(this.require("timelock", "minDelaySeconds"));
  }

  /** Of the chain, as {@link setL1RpcUrl} has put them in. */
  get l1RpcUrls(): readonly string[] {
    const urls = this.document.getIn(["config", "jeju:l1", "rpcUrls"]);
    return isSeq(urls) ? urls.items.map(String) : [];
  }

  /** Roles that exist in the account before the stack does. */
  get administrators(): readonly string[] {
    const roles = this.document.getIn(["config", "jeju:cluster", "administrators"]);
    return isSeq(roles) ? roles.items.map(String) : [];
  }

  setPhase(phase: string): this {
    this.document.setIn(["config", "jeju:phase"], phase);
    return this;
  }

  set(key: string, value: unknown): this {
    this.document.setIn(["config", `jeju:${key}`], value);
    return this;
  }

  /** Two names of one loopback node: the program wants two endpoints that agree, and here they are bound to. */
  setL1RpcUrl(url: string): this {
    this.document.setIn(
      ["config", "jeju:l1", "rpcUrls"],
      this.document.createNode([url, url.replace("127.0.0.1", "localhost")]),
    );
    return this;
  }

  /**
   * Owners are those of a practised ceremony, or else generated ones where nobody has chosen any yet; the rehearsal can
   * sign with the keys of both. With a ceremony come the accounts of the keys that it made.
   */
  fill(stack: string, ceremony?: Pick<RehearsedCeremony, "owners" | "signers">): this {
    if (ceremony) {
      this.document.setIn(["config", "jeju:contracts", "signers"], this.document.createNode(ceremony.signers));
    }
    for (const safe of safeNames) {
      const path = ["config", "jeju:safes", safe, "owners"];
      if (this.document.getIn(["config", "jeju:safes", safe]) === undefined) continue;
      if (this.document.hasIn(path) && !ceremony) continue;
      const owners =
        ceremony?.owners[safe] ??
        Array.from({ length: ownerCounts[safe] }, (_, index) => rehearsedOwner(stack, safe, index).address);
      this.document.setIn(path, this.document.createNode(owners));
    }
    return this;
  }

  /** Puts a new owner into the last seat of a Safe, as an operator edits the file. */
  replaceLastOwner(safe: SafeName, address: string): this {
    const owners = this.document.getIn(["config", "jeju:safes", safe, "owners"]);
    if (isSeq(owners)) owners.set(owners.items.length - 1, address);
    return this;
  }

  /** Contracts of another build, as an operator names them for an upgrade. */
  setArtifacts(artifacts: ArtifactOverride): this {
    this.document.setIn(["config", "jeju:contracts", "artifacts"], this.document.createNode(artifacts));
    return this;
  }

  /** Values for the secrets that it has not; they open nothing. */
  missingSecrets(): Record<string, string> {
    const missing = SECRET_KEYS.filter((key) => !this.document.hasIn(["config", `jeju:${key}`]));
    return Object.fromEntries(missing.map((key) => [key, rehearsedSecret()]));
  }

  save(): this {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeFileSync(this.file, this.document.toString(), { mode: 0o600 });
    return this;
  }

  private require(...path: string[]): unknown {
    const [first, ...rest] = path;
    const value = this.document.getIn(["config", `jeju:${first}`, ...rest]);
    if (value === undefined) {
      throw new UserError({
        what: "a value is missing that the rehearsal needs",
        where: `${this.file} > ${path.join(".")}`,
      });
    }
    return value;
  }
}

/** `Pulumi.<stack>.yaml`; an unknown stack is the operator's slip. */
export function stackFile(stack: string): string {
  const file = join(projectDirectory, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    throw new UserError({
      what: `there is no stack named ${stack}`,
      where: `Pulumi.${stack}.yaml`,
      fix: "name an existing one (testnet, mainnet), or add that file",
    });
  }
  return file;
}

function parse(file: string): Document {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error) throw new UserError({ what: "this is not valid YAML", where: file, got: error.message });
  return document;
}

/** 40 characters, as Cloudflare's tokens have. */
function rehearsedSecret(): string {
  return randomBytes(30).toString("base64url");
}
