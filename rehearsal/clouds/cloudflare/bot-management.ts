import type { Properties } from "../../../safes/plugin/provider";
import { text } from "../aws/inputs";
import type { Refusal, Request, ResourceType } from "../resource-type";
import { apiError, inZone, oneOf, single } from "./api";
import { includes, type Plan, planOf } from "./plan";

const operation = "PUT /zones/:zone_id/bot_management";

/** The least plan of each setting. Source: developers.cloudflare.com/bots/plans. */
const plans: Readonly<Record<string, Plan>> = {
  sbfmDefinitelyAutomated: "pro",
  sbfmVerifiedBots: "pro",
  sbfmStaticResourceProtection: "pro",
  optimizeWordpress: "pro",
  sbfmLikelyAutomated: "business",
  autoUpdateModel: "enterprise",
  bmCookieEnabled: "enterprise",
  suppressSessionScore: "enterprise",
};

const initial: Properties = {
  aiBotsMigrationOptOut: false,
  aiBotsProtection: "disabled",
  aiTraining: "allow",
  aiUser: "allow",
  aisearch: "allow",
  cfRobotsVariant: "off",
  contentBotsProtection: "disabled",
  crawlerProtection: "disabled",
  enableJs: false,
  fightMode: false,
  isRobotsTxtManaged: false,
  jsdApiResultsEnabled: false,
  staleZoneConfiguration: {},
  usingLatestModel: true,
};

export const botManagement: ResourceType = {
  type: "cloudflare:index/botManagement:BotManagement",
  service: "Cloudflare",
  label: "Cloudflare Bot Management",
  operations: single(operation),
  global: true,
  replaceOn: ["zoneId"],
  references: [inZone],
  create: (request) => ({ id: text(request.inputs, "zoneId") ?? "", outputs: { ...initial, ...request.inputs } }),
  update: ({ inputs }) => ({ ...initial, ...inputs }),
  rules: [
    oneOf("bot-definitely-automated-known", operation, "sbfmDefinitelyAutomated", [
      "allow",
      "block",
      "managed_challenge",
    ]),
    oneOf("bot-likely-automated-known", operation, "sbfmLikelyAutomated", ["allow", "block", "managed_challenge"]),
    oneOf("bot-verified-bots-known", operation, "sbfmVerifiedBots", ["allow", "block"]),
    oneOf("bot-ai-protection-known", operation, "aiBotsProtection", ["block", "disabled", "only_on_ad_pages"]),
    { name: "bot-setting-entitled", operation, on: ["create", "update"], refuse: settingEntitled },
    {
      name: "bot-fight-mode-excludes-super",
      operation,
      on: ["create", "update"],
      refuse: ({ inputs }) =>
        inputs.fightMode === true && text(inputs, "sbfmDefinitelyAutomated") !== undefined
          ? apiError(10400, "fight_mode cannot be set together with super bot fight mode")
          : undefined,
    },
  ],
};

function settingEntitled({ inputs, world }: Request): Refusal | undefined {
  const plan = planOf(world, text(inputs, "zoneId"));
  const refused = Object.entries(plans).find(
    ([setting, least]) => inputs[setting] !== undefined && !includes(plan, least),
  );
  return (
    refused &&
    apiError(10403, `not entitled to ${refused[0]}: it takes the ${refused[1]} plan, the zone has ${plan}`, 403)
  );
}
