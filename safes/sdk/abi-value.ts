import * as pulumi from "@pulumi/pulumi";

/**
 * A value of a contract's function. Integers beyond 2^53 as bigints or as text, bytes as text of hex digits, tuples as
 * lists or as objects by the names of their parts; any of them may be an output, which a preview may not know yet.
 */
export type AbiValue = string | number | bigint | boolean | pulumi.Output<unknown> | AbiList | AbiTuple;
interface AbiList extends ReadonlyArray<AbiValue> {}
interface AbiTuple {
  readonly [part: string]: AbiValue;
}

/** What travels to the provider: bigints have no form on the wire but text. */
export function onWire(value: AbiValue): pulumi.Input<unknown> {
  if (pulumi.Output.isInstance(value)) return value.apply((known) => onWire(known as AbiValue));
  if (typeof value === "bigint") return `${value}`;
  if (Array.isArray(value)) return value.map(onWire);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([part, inner]) => [part, onWire(inner)]));
}
