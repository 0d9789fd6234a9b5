import type { Described } from "./engine-stub";

export interface BadCase {
  readonly resources: readonly Described[];
  /** What the message must say of what is found. */
  readonly found: RegExp;
  /** Default: judged at preview already and again on what is there after the update. */
  readonly onlyAt?: "preview" | "after";
}

export interface PolicyCases {
  readonly policy: string;
  /** By what the operator did; each must pass without a word, at preview and after the update. */
  readonly good: Readonly<Record<string, readonly Described[]>>;
  readonly bad: Readonly<Record<string, BadCase>>;
  /** Stacks of which a preview cannot tell; or why there is nothing that could be unknown. */
  readonly unknown: Readonly<Record<string, readonly Described[]>> | string;
}

export function aws(type: string, name: string, inputs: Described["inputs"], rest: Partial<Described> = {}): Described {
  const [module = "", resource = ""] = type.split("/");
  const file = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}`;
  return { type: `aws:${module}/${file}:${resource}`, name, inputs, ...rest };
}
