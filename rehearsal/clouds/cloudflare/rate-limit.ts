import type { Properties } from "../../../safes/plugin/provider";
import { number, object, text, texts } from "../aws/inputs";
import type { Refusal } from "../resource-type";
import { apiError, quoted } from "./api";
import { includes, type Plan } from "./plan";
import { isChallenge } from "./ruleset-phases";

/** Every counter lives in one data centre, and a rule has to say that it knows. */
const COLO = "cf.colo.id";

/** Counting periods in seconds. Source: developers.cloudflare.com/waf/rate-limiting-rules/#availability. */
const periods: Readonly<Record<Plan, readonly number[]>> = {
  free: [10],
  pro: [10, 60],
  business: [10, 60, 120, 300, 600],
  enterprise: [10, 60, 120, 300, 600, 3600],
};

/** Blocking times in seconds; Enterprise may choose any other up to a day. Same source. */
const timeouts: Readonly<Record<Exclude<Plan, "enterprise">, readonly number[]>> = {
  free: [10],
  pro: [10, 60, 120, 300, 600, 3600],
  business: [10, 60, 120, 300, 600, 3600, 86_400],
};

const maxTimeoutSeconds = 86_400;

/** Refuses the rate limit of one rule on a zone of this plan, in the API's words. */
export function refuseRateLimit(rule: Properties, plan: Plan): Refusal | undefined {
  const limit = object(rule, "ratelimit");
  return (
    refuseCharacteristics(texts(limit, "characteristics"), plan) ??
    refuseThreshold(limit) ??
    refusePeriod(number(limit, "period"), plan) ??
    refuseTimeout(text(rule, "action") ?? "block", number(limit, "mitigationTimeout"), plan)
  );
}

function refuseCharacteristics(characteristics: readonly string[], plan: Plan): Refusal | undefined {
  if (characteristics.length === 0) return undefined;
  if (!characteristics.includes(COLO)) {
    return apiError(
      20155,
      `characteristics field is missing '${COLO}', this is required as ratelimiting counting is processed at colocation level only`,
    );
  }
  if (characteristics.includes("ip.src") && characteristics.includes("cf.unique_visitor_id")) {
    return apiError(20155, "characteristics 'ip.src' and 'cf.unique_visitor_id' cannot be used together");
  }
  const unentitled = characteristics.find((name) => name !== COLO && !isEntitled(name, plan));
  return unentitled === undefined ? undefined : apiError(20155, `not entitled to use the characteristic ${unentitled}`);
}

function isEntitled(characteristic: string, plan: Plan): boolean {
  if (characteristic === "ip.src") return true;
  return includes(plan, characteristic === "cf.unique_visitor_id" ? "business" : "enterprise");
}

function refuseThreshold(limit: Properties): Refusal | undefined {
  const requests = number(limit, "requestsPerPeriod");
  const score = number(limit, "scorePerPeriod");
  if (limit.requestsPerPeriod === undefined && limit.scorePerPeriod === undefined) {
    return apiError(20155, "ratelimit must have either requests_per_period or score_per_period");
  }
  if (requests === undefined || requests > 0 || score !== undefined) return undefined;
  return apiError(20155, "requests_per_period must be greater than 0");
}

function refusePeriod(period: number | undefined, plan: Plan): Refusal | undefined {
  const allowed = periods[plan];
  if (period === undefined || allowed.includes(period)) return undefined;
  return apiError(20155, `not entitled to use the period ${period}, can only use a period among ${list(allowed)}`);
}

/** Below Enterprise a challenge always throttles, which is a timeout of 0, and a block never does. */
function refuseTimeout(action: string, timeout: number | undefined, plan: Plan): Refusal | undefined {
  if (timeout === undefined) return undefined;
  if (plan === "enterprise") {
    return timeout >= 0 && timeout <= maxTimeoutSeconds
      ? undefined
      : apiError(20155, `mitigation_timeout must be between 0 and ${maxTimeoutSeconds}, got ${timeout}`);
  }
  const allowed = isChallenge(action) ? [0] : timeouts[plan];
  if (allowed.includes(timeout)) return undefined;
  return allowed.length === 1
    ? apiError(20155, `not entitled to use a mitigation timeout different from ${allowed[0]}`)
    : apiError(20155, `not entitled to use the mitigation timeout ${timeout}, can only use one among ${list(allowed)}`);
}

function list(values: readonly number[]): string {
  return quoted(values);
}
