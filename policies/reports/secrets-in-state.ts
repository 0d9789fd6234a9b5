import { isSecret } from "../secrets/secret-value";

/** What of a resource the state marks as secret, decrypted or not. */
export interface Secrets {
  /** `inputs.password`: nothing at or below may be told. */
  readonly paths: readonly string[];
  /** Texts that the secrets consist of; they may not be told in any other place either. */
  readonly texts: readonly string[];
}

export function secretsIn(raw: unknown): Secrets {
  const paths: string[] = [];
  const texts: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (!(value instanceof Object)) return;
    const fields = value as Readonly<Record<string, unknown>>;
    if (isSecret(fields)) {
      paths.push(path);
      if (typeof fields.plaintext === "string") texts.push(...textsIn(JSON.parse(fields.plaintext)));
      return;
    }
    for (const [name, inner] of Object.entries(fields)) walk(inner, joined(path, name, Array.isArray(value)));
  };
  walk(raw, "");
  return { paths, texts };
}

function joined(path: string, name: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return value instanceof Object ? Object.values(value).flatMap(textsIn) : [];
}
