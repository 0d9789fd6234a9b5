import { isAbsent, isAtLeast, isOneOf, isTrue, notKnownYet } from "../assessment/expectations";
import type { Resource } from "../assessment/resource";
import { pass, type Verdict } from "../assessment/verdict";
import { spansZones } from "../assessment/zones";
import { tokenOf } from "./token";

/**
 * What makes a type outlive a zone. In a path, `?` stands behind a block that may be left out: then there is nothing to
 * judge.
 */
export type Spread =
  | { readonly kind: "on" | "left-out"; readonly path: string }
  | { readonly kind: "is"; readonly path: string; readonly values: readonly string[] }
  | { readonly kind: "at-least"; readonly path: string; readonly minimum: number }
  /** Subnets of as many zones as the policy's settings say, or as the service takes. */
  | { readonly kind: "zones"; readonly path: string; readonly most?: number };

export interface Zoned {
  /** Pulumi type token. */
  readonly type: string;
  readonly spreads: readonly Spread[];
}

export function zoned(shortType: string, ...spreads: readonly Spread[]): Zoned {
  return { type: tokenOf(shortType), spreads };
}

/** The flag must be true. */
export const on = (path: string): Spread => ({ kind: "on", path });

/** For a property that ties the resource to one zone. */
export const leftOut = (path: string): Spread => ({ kind: "left-out", path });

export const is = (path: string, ...values: readonly string[]): Spread => ({ kind: "is", path, values });

export const atLeast = (path: string, minimum: number): Spread => ({ kind: "at-least", path, minimum });

/** @param most as many subnets as the service takes. Default: any number. */
export const zones = (path: string, most?: number): Spread => ({ kind: "zones", path, ...(most && { most }) });

export function judgeZoned(resource: Resource, { spreads }: Zoned, minimum: number): readonly Verdict[] {
  return spreads.map((spread): Verdict => {
    if (spread.path.includes("?")) {
      const block = resource.asWritten().at(spread.path.slice(0, spread.path.indexOf("?")));
      if (block.value.kind === "unknown") return notKnownYet(block.path);
      if (block.value.kind === "absent") return pass;
    }
    return judgeSpread(resource, spread, spread.path.replace("?", ""), minimum);
  });
}

function judgeSpread(resource: Resource, spread: Spread, path: string, minimum: number): Verdict {
  if (spread.kind === "zones") return spansZones(resource, path, Math.min(minimum, spread.most ?? minimum));
  if (spread.kind === "is") return isOneOf(resource.at(path), spread.values);
  if (spread.kind === "at-least") return isAtLeast(resource.at(path), spread.minimum);
  return spread.kind === "on" ? isTrue(resource.at(path)) : isAbsent(resource.asWritten().at(path));
}
