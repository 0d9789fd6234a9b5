import type { Properties } from "../../../safes/plugin/provider";
import { number, object, text, texts, value } from "../aws/inputs";
import type { Refusal, Request, ResourceType } from "../resource-type";
import { apiError, changeTime, collection, inZone, objectId, oneOf, timestamp } from "./api";
import { includes, type Plan, planOf } from "./plan";

const operation = "POST /zones/:zone_id/healthchecks";

/** Shortest intervals in seconds. Source: developers.cloudflare.com/health-checks/#availability. */
const leastIntervals: Readonly<Record<Exclude<Plan, "free">, number>> = { pro: 60, business: 15, enterprise: 10 };

const regions = [
  "WNAM",
  "ENAM",
  "WEU",
  "EEU",
  "NSAM",
  "SSAM",
  "OC",
  "ME",
  "NAF",
  "SAF",
  "IN",
  "SEAS",
  "NEAS",
  "ALL_REGIONS",
];

export const healthcheck: ResourceType = {
  type: "cloudflare:index/healthcheck:Healthcheck",
  service: "Cloudflare",
  label: "Cloudflare Health Check",
  operations: collection("/zones/:zone_id/healthchecks"),
  global: true,
  replaceOn: ["zoneId"],
  references: [inZone],
  defaults: {
    consecutiveFails: 1,
    consecutiveSuccesses: 1,
    description: "",
    interval: 60,
    retries: 2,
    suspended: false,
    timeout: 5,
    type: "HTTP",
  },
  create: (request) => ({ id: objectId(request), outputs: { createdOn: timestamp(), ...outputs(request) } }),
  update: outputs,
  rules: [
    oneOf("healthcheck-type-known", operation, "type", ["HTTP", "HTTPS", "TCP"]),
    {
      name: "healthcheck-name-valid",
      operation,
      on: ["create", "update"],
      refuse: ({ inputs }) =>
        /^[A-Za-z0-9_-]+$/.test(text(inputs, "name") ?? "x")
          ? undefined
          : apiError(1002, "name: only alphanumeric characters, hyphens and underscores are allowed"),
    },
    { name: "healthcheck-entitled", operation, on: ["create", "update"], refuse: entitled },
    {
      name: "healthcheck-regions-known",
      operation,
      on: ["create", "update"],
      atPreview: true,
      refuse({ inputs }) {
        const stray = texts(inputs, "checkRegions").find((region) => !regions.includes(region));
        return stray === undefined ? undefined : apiError(1002, `check_regions: ${stray} is not a region`);
      },
    },
  ],
};

function entitled({ inputs, world }: Request): Refusal | undefined {
  const plan = planOf(world, text(inputs, "zoneId"));
  if (!includes(plan, "pro") || plan === "free") {
    return apiError(1001, "not entitled to health checks: they take at least the pro plan", 403);
  }
  const interval = number(inputs, "interval") ?? 60;
  const least = leastIntervals[plan];
  return interval >= least
    ? undefined
    : apiError(1002, `interval: must be at least ${least} on the ${plan} plan, got ${interval}`);
}

function outputs(request: Request): Properties {
  const { inputs } = request;
  const type = text(inputs, "type") ?? "HTTP";
  const http = { allowInsecure: false, expectedBody: "", followRedirects: false, method: "GET", path: "/" };
  return {
    modifiedOn: changeTime(request, "modifiedOn"),
    checkRegions: value(inputs, "checkRegions") ?? ["WNAM"],
    failureReason: "",
    status: "unknown",
    ...(type === "TCP"
      ? { tcpConfig: { method: "connection_established", port: 80, ...object(inputs, "tcpConfig") } }
      : { httpConfig: { ...http, port: type === "HTTPS" ? 443 : 80, ...object(inputs, "httpConfig") } }),
  };
}
