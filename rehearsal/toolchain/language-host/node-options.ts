import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

/** `runtime.options` of Pulumi.yaml, PulumiPlugin.yaml and PulumiPolicy.yaml, as Pulumi's own Node host reads them. */
export interface NodeOptions {
  /** Whether the SDK registers ts-node. Default true. */
  readonly typescript: boolean;
  /** Path of the tsconfig.json for ts-node. */
  readonly tsconfig?: string;
  /** Arguments for node itself, such as `--require tsx/cjs`. */
  readonly nodeargs: readonly string[];
}

export function parseNodeOptions(info: ProgramInfo | undefined): NodeOptions {
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>;
  const typescript = expectType("typescript", options.typescript ?? true, "boolean");
  const tsconfig = options.tsconfig === undefined ? undefined : expectType("tsconfig", options.tsconfig, "string");
  const nodeargs = splitWords(expectType("nodeargs", options.nodeargs ?? "", "string"));
  const packagemanager = options.packagemanager ?? "npm";
  if (packagemanager !== "npm" && packagemanager !== "auto") {
    throw new Error(
      `runtime option packagemanager: got ${JSON.stringify(packagemanager)}, this language host knows npm only`,
    );
  }
  return { typescript, tsconfig, nodeargs };
}

/** What the SDK's `run` scripts look for in their environment. */
export function typescriptEnvironment({ typescript, tsconfig }: NodeOptions): Record<string, string> {
  return {
    ...(typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
  };
}

interface Types {
  boolean: boolean;
  string: string;
}

function expectType<Name extends keyof Types>(option: string, value: unknown, type: Name): Types[Name] {
  if (typeof value !== type)
    throw new Error(`runtime option ${option}: got ${JSON.stringify(value)}, expected a ${type}`);
  return value as Types[Name];
}

/** Splits as a POSIX shell would, with quotes and backslashes and without expansion. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\" && quote !== "'") {
      index += 1;
      word = (word ?? "") + text.charAt(index);
    } else if (quote) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote) throw new Error(`runtime option nodeargs: the quote ${quote} is not closed in ${JSON.stringify(text)}`);
  if (word !== undefined) words.push(word);
  return words;
}
