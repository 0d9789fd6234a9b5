import { text, value } from "../aws/inputs";
import type { ResourceType, World } from "../resource-type";
import { apiError, formatTime, inZone, objectId, oneOf, single } from "./api";

export const ZONE_SUBSCRIPTION = "cloudflare:index/zoneSubscription:ZoneSubscription";

export type Plan = "free" | "pro" | "business" | "enterprise";

/** Plans from the least to the most. */
const order: readonly Plan[] = ["free", "pro", "business", "enterprise"];

const monthlyUsd: Readonly<Record<Plan, number>> = { free: 0, pro: 25, business: 250, enterprise: 0 };

const ratePlans: Readonly<Record<string, Plan>> = {
  free: "free",
  lite: "free",
  pro: "pro",
  pro_plus: "pro",
  business: "business",
  enterprise: "enterprise",
  partners_free: "free",
  partners_pro: "pro",
  partners_business: "business",
  partners_enterprise: "enterprise",
  partners_ent: "enterprise",
};

/** A zone is on the Free plan until a subscription of its own says otherwise. */
export function planOf(world: World, zoneId: string | undefined): Plan {
  const subscription = zoneId === undefined ? undefined : world.findBy(ZONE_SUBSCRIPTION, "zoneId", zoneId);
  const id = subscription && text(subscription.inputs, "ratePlan.id");
  return (id !== undefined && ratePlans[id]) || "free";
}

export function includes(plan: Plan, least: Plan): boolean {
  return order.indexOf(plan) >= order.indexOf(least);
}

const operation = "POST /zones/:zone_id/subscription";

export const zoneSubscription: ResourceType = {
  type: ZONE_SUBSCRIPTION,
  service: "Cloudflare",
  label: "Cloudflare Zone Subscription",
  operations: single(operation),
  global: true,
  replaceOn: ["zoneId"],
  references: [inZone],
  create: (request) => ({ id: objectId(request), outputs: { ...billing(request.inputs), ...period() } }),
  update: (request) => billing(request.inputs),
  rules: [
    oneOf("subscription-rate-plan-known", operation, "ratePlan.id", Object.keys(ratePlans)),
    oneOf("subscription-frequency-known", operation, "frequency", ["weekly", "monthly", "quarterly", "yearly"]),
    {
      name: "subscription-once-per-zone",
      operation,
      on: ["create"],
      refuse: ({ world, inputs }) =>
        world.findBy(ZONE_SUBSCRIPTION, "zoneId", value(inputs, "zoneId"))
          ? apiError(1200, "Subscription already exists for this zone.", 409)
          : undefined,
    },
  ],
};

function billing(inputs: ResourceInputs): ResourceInputs {
  const id = text(inputs, "ratePlan.id") ?? "free";
  const plan = ratePlans[id] ?? "free";
  return {
    currency: "USD",
    frequency: text(inputs, "frequency") ?? (plan === "free" ? "not-applicable" : "monthly"),
    price: monthlyUsd[plan],
    state: "Paid",
    ratePlan: {
      id,
      currency: "USD",
      externallyManaged: plan === "enterprise",
      isContract: plan === "enterprise",
      publicName: `${plan.charAt(0).toUpperCase()}${plan.slice(1)} Plan`,
      scope: "zone",
      sets: [],
    },
  };
}

type ResourceInputs = Readonly<Record<string, unknown>>;

function period(): ResourceInputs {
  const start = new Date();
  const end = new Date(start);
  end.setUTCMonth(end.getUTCMonth() + 1);
  return { currentPeriodStart: formatTime(start), currentPeriodEnd: formatTime(end) };
}
