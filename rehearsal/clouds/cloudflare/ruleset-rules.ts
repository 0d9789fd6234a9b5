import type { Properties } from "../../../safes/plugin/provider";
import { isSet, number, object, objects, text } from "../aws/inputs";
import type { Refusal, Request, Rule } from "../resource-type";
import { apiError, oneOf, planError, quoted } from "./api";
import { checkExpression, fieldsOf } from "./expression";
import { includes, planOf } from "./plan";
import { refuseRateLimit } from "./rate-limit";
import { actions, managedRulesets, phases, ruleLimits } from "./ruleset-phases";

const operation = "POST /zones/:zone_id/rulesets";

const kinds = ["managed", "custom", "root", "zone"];

function rule(name: string, refuse: (request: Request) => Refusal | undefined, atPreview = false): Rule {
  return { name, operation, on: ["create", "update"], atPreview, refuse };
}

/** What the API refuses for one rule of the ruleset; the first refusal counts. */
function eachRule(
  name: string,
  refuse: (rule: Properties, request: Request, index: number) => Refusal | undefined,
  atPreview = false,
): Rule {
  return rule(
    name,
    (request) => {
      for (const [index, each] of objects(request.inputs, "rules").entries()) {
        const refusal = refuse(each, request, index);
        if (refusal) return refusal;
      }
      return undefined;
    },
    atPreview,
  );
}

export function rulesetRules(type: string): readonly Rule[] {
  return [
    oneOf("ruleset-kind-known", operation, "kind", kinds),
    oneOf("ruleset-phase-known", operation, "phase", Object.keys(phases)),
    rule("ruleset-one-scope", oneScope, true),
    rule("ruleset-kind-fits-scope", kindFitsScope),
    { ...rule("ruleset-one-entry-point", (request) => oneEntryPoint(type, request)), on: ["create"] },
    rule("ruleset-rule-limit", ruleLimit),
    rule("ruleset-refs-unique", refsUnique),
    eachRule("rule-action-known", actionKnown, true),
    eachRule("rule-action-in-phase", actionInPhase),
    eachRule("rule-expression-parses", expressionParses),
    eachRule("rule-block-response", blockResponse, true),
    eachRule("rule-ratelimit-in-its-phase", rateLimitInItsPhase),
    eachRule("rule-ratelimit-entitled", (each, { world, inputs }) =>
      isSet(each, "ratelimit") ? refuseRateLimit(each, planOf(world, text(inputs, "zoneId"))) : undefined,
    ),
    eachRule("rule-ratelimit-fields-entitled", rateLimitFields),
    eachRule("rule-executes-known-ruleset", (each, request) => executesKnownRuleset(type, each, request)),
  ];
}

function oneScope({ inputs }: Request): Refusal | undefined {
  const account = isSet(inputs, "accountId");
  const zone = isSet(inputs, "zoneId");
  if (account === zone) return planError("accountId", "and zoneId: exactly one of them must be configured");
  return undefined;
}

function kindFitsScope({ inputs }: Request): Refusal | undefined {
  const kind = text(inputs, "kind") ?? "";
  const allowed = isSet(inputs, "zoneId") ? ["zone"] : ["custom", "root"];
  if (allowed.includes(kind)) return undefined;
  const scope = isSet(inputs, "zoneId") ? "a zone" : "an account";
  return apiError(20217, `'${kind}' is not a valid value for kind because ${scope} takes only ${quoted(allowed)}`);
}

function oneEntryPoint(type: string, { inputs, world }: Request): Refusal | undefined {
  const kind = text(inputs, "kind") ?? "";
  const phase = text(inputs, "phase") ?? "";
  if (kind !== "zone" && kind !== "root") return undefined;
  const taken = world
    .all(type)
    .some(
      (other) =>
        text(other.inputs, "kind") === kind &&
        text(other.inputs, "phase") === phase &&
        text(other.inputs, "zoneId") === text(inputs, "zoneId") &&
        text(other.inputs, "accountId") === text(inputs, "accountId"),
    );
  return taken
    ? apiError(
        20217,
        `'${kind}' is not a valid value for kind because exceeded maximum number of ${kind} rulesets for phase ${phase}`,
      )
    : undefined;
}

function ruleLimit({ inputs, world }: Request): Refusal | undefined {
  const phase = text(inputs, "phase") ?? "";
  const limit = ruleLimits[phase]?.[planOf(world, text(inputs, "zoneId"))];
  const count = objects(inputs, "rules").length;
  if (text(inputs, "kind") !== "zone" || limit === undefined || count <= limit) return undefined;
  return apiError(50001, `exceeded the maximum number of rules in the phase ${phase}: ${count} out of ${limit}`);
}

function refsUnique({ inputs }: Request): Refusal | undefined {
  const refs = objects(inputs, "rules").map((each) => text(each, "ref"));
  const repeated = refs.find((ref, index) => ref !== undefined && refs.indexOf(ref) !== index);
  return repeated === undefined
    ? undefined
    : apiError(20217, `'${repeated}' is not a valid value for ref because it is used by another rule of the ruleset`);
}

function actionKnown(each: Properties, _: Request, index: number): Refusal | undefined {
  const action = text(each, "action");
  return action === undefined || actions.includes(action)
    ? undefined
    : planError(`rules[${index}].action`, `value must be one of: ${quoted(actions)}, got: "${action}"`);
}

function actionInPhase(each: Properties, { inputs }: Request): Refusal | undefined {
  const action = text(each, "action") ?? "";
  const phase = text(inputs, "phase") ?? "";
  const allowed = phases[phase];
  return allowed === undefined || allowed.includes(action)
    ? undefined
    : apiError(20120, `action '${action}' is not allowed in the phase '${phase}', use one of ${quoted(allowed)}`);
}

function expressionParses(each: Properties): Refusal | undefined {
  return (
    refuseExpression("expression", text(each, "expression")) ??
    refuseExpression("counting_expression", text(each, "ratelimit.countingExpression"))
  );
}

function refuseExpression(field: string, expression: string | undefined): Refusal | undefined {
  const error = expression === undefined ? undefined : checkExpression(expression);
  if (!error) return undefined;
  const marker = `${" ".repeat(error.column - 1)}${"^".repeat(error.length)}`;
  return apiError(
    20127,
    `'${expression}' is not a valid value for ${field} because could not parse filter expression: Filter parsing error (1:${error.column}):\n${expression}\n${marker} ${error.message}`,
  );
}

function blockResponse(each: Properties, _: Request, index: number): Refusal | undefined {
  const status = number(each, "actionParameters.response.statusCode");
  if (status === undefined || (status >= 400 && status <= 499)) return undefined;
  return planError(
    `rules[${index}].actionParameters.response.statusCode`,
    `must be between 400 and 499, got: ${status}`,
  );
}

function rateLimitInItsPhase(each: Properties, { inputs }: Request): Refusal | undefined {
  const phase = text(inputs, "phase") ?? "";
  const limited = isSet(each, "ratelimit");
  if (phase === "http_ratelimit" && !limited && text(each, "action") !== "execute") {
    return apiError(20155, "a rule in the phase http_ratelimit must have a ratelimit object");
  }
  return limited && !phase.endsWith("_ratelimit")
    ? apiError(20155, `ratelimit is not allowed in the phase ${phase}`)
    : undefined;
}

/** Source: developers.cloudflare.com/waf/rate-limiting-rules/#availability, "Available fields in rule expression". */
function rateLimitFields(each: Properties, { inputs, world }: Request): Refusal | undefined {
  if (!isSet(each, "ratelimit") || planOf(world, text(inputs, "zoneId")) !== "free") return undefined;
  const free = ["http.request.uri.path", "cf.client.bot", "cf.bot_management.verified_bot"];
  const refused = fieldsOf(text(each, "expression") ?? "").find((field) => !free.includes(field));
  return refused === undefined
    ? undefined
    : apiError(20127, `not entitled: the use of field ${refused} is not allowed`);
}

function executesKnownRuleset(type: string, each: Properties, { inputs, world }: Request): Refusal | undefined {
  if (text(each, "action") !== "execute") return undefined;
  const id = text(object(each, "actionParameters"), "id");
  const phase = text(inputs, "phase") ?? "";
  if (id === undefined) {
    return isSet(object(each, "actionParameters"), "id")
      ? undefined
      : apiError(20120, "execute action parameter id is required");
  }
  const managed = managedRulesets[id];
  const own = world.get(type, id);
  if (!managed && !own) return apiError(20120, `ruleset '${id}' could not be found`, 404);
  const target = managed?.phase ?? text(own?.inputs ?? {}, "phase");
  if (target !== phase) {
    return apiError(20120, `ruleset '${id}' belongs to the phase ${target} and cannot be executed in ${phase}`);
  }
  const plan = planOf(world, text(inputs, "zoneId"));
  return managed && isSet(inputs, "zoneId") && !includes(plan, managed.plan)
    ? apiError(20120, `not entitled to execute ruleset '${id}' (${managed.name}) on the ${plan} plan`, 403)
    : undefined;
}
