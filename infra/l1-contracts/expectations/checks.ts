import type * as pulumi from "@pulumi/pulumi";
import type { AbiValue, Check } from "../../../safes/sdk";

/** An address of which the checks are, and the name that their ids begin with. */
export interface Subject {
  readonly name: string;
  readonly contract: pulumi.Input<string>;
}

/** What views without arguments return, by `name type`: `owner address`. */
export function viewChecks(
  { name, contract }: Subject,
  expected: Readonly<Record<string, AbiValue>>,
  moment: Check["moment"] = "always",
): Check[] {
  return Object.entries(expected).map(([view, value]): Check => {
    const [getter = "", ...types] = view.split(" ");
    const signature = `function ${getter}() view returns (${types.join(" ")})`;
    return { kind: "view", id: `${name}.${getter}`, contract, function: signature, expected: value, moment };
  });
}

/** The code at an address. */
export function codeCheck({ name, contract }: Subject, codeHash: string): Check {
  return { kind: "code", id: `${name}.codeHash`, contract, expected: codeHash };
}
