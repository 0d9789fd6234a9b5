import { bytes32In, keysIn } from "../secrets/key-shapes";
import type { Judged } from "./judge";

/** Shorter texts of a secret, such as a user's name, are in other places by chance. */
const shortestSecret = 12;
/** What such a property holds is not told, whatever the state says of it. */
const secretName = /(password|passphrase|token|secret|private_?key|mnemonic|seed|credentials?)$/i;
const kubernetesSecret = "kubernetes:core/v1:Secret";
const providerPrefix = "pulumi:providers:";

/** Decides what a report may not tell of a state: what it marks as secret, what is named so, and what looks like a key. */
export class Withheld {
  private readonly judged: ReadonlyMap<string, Judged>;
  private readonly secretTexts: readonly string[];

  constructor(judged: readonly Judged[]) {
    this.judged = new Map(judged.map((each) => [each.description.urn, each]));
    const texts = judged.flatMap(({ secrets }) => secrets?.texts ?? []);
    this.secretTexts = [...new Set(texts)].filter((text) => text.length >= shortestSecret);
  }

  isPath(path: string): boolean {
    return keysIn(path).length > 0 || bytes32In(path).length > 0;
  }

  isValue(urn: string, path: string, value: unknown): boolean {
    const judged = this.judged.get(urn);
    return isNamedSo(path.replace(/\[\d+\]$/, ""), value) || this.isMarked(judged, path) || this.isKey(judged, value);
  }

  private isMarked(judged: Judged | undefined, path: string): boolean {
    if (judged?.description.type === kubernetesSecret && /^(data|stringData)\b/.test(path)) return true;
    const marked = [...(judged?.secrets?.paths ?? []), ...(judged?.exposures ?? []).map((each) => each.path)];
    const places = [`inputs.${path}`, `outputs.${path}`].map(withoutQuotes);
    return marked.map(withoutQuotes).some((secret) => places.some((place) => touches(place, secret)));
  }

  private isKey(judged: Judged | undefined, value: unknown): boolean {
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    if (keysIn(text).length > 0 || this.secretTexts.some((secret) => text.includes(secret))) return true;
    // Elsewhere 32 bytes are the hashes that the scan knows to be public.
    const isSuspect = (judged?.exposures ?? []).length > 0 || judged?.description.type.startsWith(providerPrefix);
    return isSuspect === true && bytes32In(text).length > 0;
  }
}

/** Paths of the state and of a rule differ in how they write a name with dots. */
function withoutQuotes(path: string): string {
  return path.replaceAll('"', "");
}

function isNamedSo(name: string, value: unknown): boolean {
  if (typeof value === "string") return secretName.test(name);
  return value instanceof Object && Object.entries(value).some(([inner, each]) => isNamedSo(inner, each));
}

/** Either way: a part of a secret is as secret, and what holds a secret tells it. */
function touches(place: string, secret: string): boolean {
  return isWithin(place, secret) || isWithin(secret, place);
}

export function isWithin(path: string, holder: string): boolean {
  return path.startsWith(holder) && /^([.[]|$)/.test(path.slice(holder.length));
}
