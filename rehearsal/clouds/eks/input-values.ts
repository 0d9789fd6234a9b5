import * as pulumi from "@pulumi/pulumi";
import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";

declare module "@pulumi/pulumi/output" {
  interface OutputInstance<T> {
    /** Marked internal in the SDK, which asks it before it shows a value; there is no other way to ask. */
    readonly isKnown: Promise<boolean>;
  }
}

/** A component's inputs as plain values, for checks: what is not known yet is `UNKNOWN`, a resource is a word. */
export async function plainInputs(inputs: pulumi.Inputs): Promise<Properties> {
  const entries = Object.entries(inputs).map(async ([key, value]) => [key, await plain(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function plain(value: unknown): Promise<unknown> {
  if (pulumi.Resource.isInstance(value)) return "resource";
  if (pulumi.Output.isInstance(value)) return (await value.isKnown) ? plain(await value.promise()) : UNKNOWN;
  if (value instanceof Promise) return plain(await value);
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  return typeof value === "object" && value !== null ? plainInputs({ ...value }) : value;
}
