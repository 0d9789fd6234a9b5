import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";
import { flag, isObject, isSet, objects, text } from "../aws/inputs";
import type { Request, ResourceType } from "../resource-type";
import { changeTime, collection, digest, inZone, objectId, timestamp } from "./api";
import { rulesetRules } from "./ruleset-rules";

export const RULESET = "cloudflare:index/ruleset:Ruleset";

export const ruleset: ResourceType = {
  type: RULESET,
  service: "Cloudflare",
  label: "Cloudflare Ruleset",
  operations: collection("/zones/:zone_id/rulesets"),
  global: true,
  // Source: terraform-provider-cloudflare v5, internal/services/ruleset/schema.go.
  replaceOn: ["accountId", "kind", "name", "phase", "zoneId"],
  deleteBeforeReplace: true,
  defaults: { description: "" },
  references: [inZone],
  create(request) {
    const id = objectId(request);
    return { id, outputs: { lastUpdated: timestamp(), version: "1", rules: ruleOutputs(request, id, "1") } };
  },
  update(request) {
    const id = request.before?.id ?? objectId(request);
    const version = String(Number(text(request.before?.outputs ?? {}, "version") ?? 0) + 1);
    return { lastUpdated: changeTime(request, "lastUpdated"), version, rules: ruleOutputs(request, id, version) };
  },
  rules: rulesetRules(RULESET),
};

/** Rules as the API answers them: a rule keeps its id while its `ref` (or, without one, its content) stays. */
function ruleOutputs(request: Request, rulesetId: string, version: string): Properties[] {
  const earlier = objects(request.before?.outputs ?? {}, "rules");
  return objects(request.inputs, "rules").map((rule, index) => {
    const kept = earlier.find((old) => isSameRule(rule, old));
    const id = (kept && text(kept, "id")) ?? digest(`${rulesetId}/${text(rule, "ref") ?? `${version}/${index}`}`);
    return {
      ...rule,
      id,
      ref: text(rule, "ref") ?? id,
      description: text(rule, "description") ?? "",
      enabled: isSet(rule, "enabled") ? rule.enabled : true,
      ...logging(rule),
      ...(isObject(rule.ratelimit)
        ? { ratelimit: { requestsToOrigin: false, mitigationTimeout: 0, ...rule.ratelimit } }
        : {}),
    };
  });
}

/** The engine logs what it skips or executes unless it is told not to. */
function logging(rule: Properties): Properties {
  if (isSet(rule, "logging")) return {};
  return text(rule, "action") === "skip" ? { logging: { enabled: true } } : {};
}

function isSameRule(rule: Properties, old: Properties): boolean {
  const ref = text(rule, "ref");
  if (ref !== undefined) return ref === text(old, "ref");
  return (
    text(rule, "expression") === text(old, "expression") &&
    text(rule, "action") === text(old, "action") &&
    (rule.enabled === UNKNOWN || flag({ enabled: true, ...rule }, "enabled") === flag(old, "enabled"))
  );
}
