import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type CheckpointResource, readCheckpoint } from "../../../policies/reports/checkpoint";
import { isSecret } from "../../../policies/secrets/secret-value";

export const environments = ["mainnet", "testnet"] as const;
export type Environment = (typeof environments)[number];

/** What policies read of a resource; places in the source and times are none of it. */
const kept = [
  ...["urn", "type", "id", "inputs", "outputs", "parent", "provider", "protect", "propertyDependencies"],
] as const;

function fileOf(environment: Environment): string {
  return join(__dirname, `${environment}.json.gz`);
}

/**
 * The state of a rehearsed stack as `pulumi stack export --show-secrets` wrote it, trimmed. `npm run prove -- golden`
 * writes it anew; test/engine/golden-state.test.ts tells when that is due.
 */
export function goldenState(environment: Environment): readonly CheckpointResource[] {
  return readCheckpoint(gunzipSync(readFileSync(fileOf(environment))).toString(), environment);
}

export function writeGoldenState(environment: Environment, exported: string): void {
  const resources = readCheckpoint(exported, environment).map(trimmed);
  const text = JSON.stringify({ version: 3, deployment: { resources } });
  writeFileSync(fileOf(environment), gzipSync(text, { level: 9 }));
}

function trimmed(resource: CheckpointResource): CheckpointResource {
  const entries = Object.entries(resource).filter(([name]) => kept.some((property) => property === name));
  return withoutBallast(Object.fromEntries(entries), "") as CheckpointResource;
}

/** Longest code or archive that is kept: equal ones stay equal, and no policy reads what is inside. */
const longestBallast = 600;

function withoutBallast(value: unknown, name: string): unknown {
  if (typeof value === "string") return shortText(value, name);
  if (Array.isArray(value)) return value.map((element) => withoutBallast(element, name));
  if (!(value instanceof Object)) return value;
  const fields = value as Record<string, unknown>;
  if (isSecret(fields)) {
    const plaintext = typeof fields.plaintext === "string" ? JSON.parse(fields.plaintext) : "";
    return { ...fields, plaintext: JSON.stringify(withoutSecrets(plaintext)) };
  }
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, withoutBallast(inner, key)]));
}

function shortText(text: string, name: string): string {
  if (/^kubeconfig/i.test(name)) return "a kubeconfig";
  // Places of the machine that rehearsed it.
  if (/^(\/(tmp|home|root|work)|\.\.)\//.test(text)) return "/a/place";
  const local = text.replace(/(127\.0\.0\.1|localhost):\d{4,5}/g, "$1:8545");
  const isBallast = local.length > longestBallast && /^[\w+/=-]+$/.test(local);
  return isBallast ? local.slice(0, longestBallast) : local;
}

/** The structure stays, because policies judge it; what could be the secret itself goes. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string") return /^\S{20,}$/.test(value) ? "withheld" : value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!(value instanceof Object)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
