import { createHash } from "node:crypto";
import type { Properties } from "../../../safes/plugin/provider";
import { text } from "../aws/inputs";
import type { Reference, Refusal, Request, ResourceType, Rule } from "../resource-type";

export const ZONE = "cloudflare:index/zone:Zone";

/** The requests for an object of a collection; a thing of which a zone has one is only ever changed. */
export function collection(path: string, update: "PUT" | "PATCH" = "PUT"): ResourceType["operations"] {
  return { create: `POST ${path}`, update: `${update} ${path}/:id`, delete: `DELETE ${path}/:id` };
}

/** See {@link collection}. */
export function single(operation: string): ResourceType["operations"] {
  return { create: operation, update: operation, delete: operation };
}

/** An error as Cloudflare's v4 API lists it: a number and a sentence. */
export function apiError(code: number, message: string, status = 400): Refusal {
  return { code: String(code), status, message };
}

/** Code of what the provider's own schema refuses before any call. */
const PLAN_TIME = "InvalidAttributeValue";

/**
 * A value outside the list that the Terraform provider's schema gives (`stringvalidator.OneOfCaseInsensitive`), which
 * it refuses while planning.
 */
export function oneOf(name: string, operation: string, property: string, allowed: readonly string[]): Rule {
  return {
    name,
    operation,
    on: ["create", "update"],
    atPreview: true,
    refuse: ({ inputs }) => {
      const found = text(inputs, property);
      if (found === undefined || allowed.some((value) => value.toLowerCase() === found.toLowerCase())) return undefined;
      return planError(property, `value must be one of: ${quoted(allowed)}, got: "${found}"`);
    },
  };
}

/** A refusal of the provider itself while planning; it names the property as the program writes it. */
export function planError(property: string, message: string): Refusal {
  return { code: PLAN_TIME, message: `Attribute ${property} ${message}`, property };
}

export function quoted(values: readonly (string | number)[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}

/** Zone identifiers are checked by the router: an unknown one has no route. Deleting a zone deletes what it holds. */
export const inZone: Reference = { property: "zoneId", to: [ZONE], missing: "7003" };

/** 32 hex digits, Cloudflare's form of every identifier. */
export function objectId(request: Pick<Request, "hex">): string {
  return request.hex(32);
}

export function digest(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}

/** Now, in RFC 3339 with six decimals, as the API prints it. */
export function timestamp(): string {
  return formatTime(new Date());
}

/** Time of a change: a second after the one before, because a preview must tell what the up will. */
export function changeTime({ before }: Pick<Request, "before">, property: string): string {
  const earlier = before && text(before.outputs, property);
  return earlier === undefined ? timestamp() : formatTime(new Date(Date.parse(earlier) + 1000));
}

export function formatTime(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}

export function zoneOf(request: Pick<Request, "world" | "inputs">): Properties | undefined {
  const id = text(request.inputs, "zoneId");
  return id === undefined ? undefined : request.world.get(ZONE, id)?.outputs;
}

export function zoneName(request: Pick<Request, "world" | "inputs">): string | undefined {
  const zone = zoneOf(request);
  return zone && text(zone, "name");
}
