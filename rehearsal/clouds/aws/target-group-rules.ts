import type { Rule } from "../resource-type";
import { isSet, number, text } from "./inputs";
import { actionsOf, targetsOf } from "./listener-rules";
import { namePattern } from "./load-balancer-rules";

const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

const targetGroupVpc: Rule = {
  name: "target-group-vpc",
  operation: "CreateTargetGroup",
  on: ["create"],
  refuse({ inputs }) {
    const needed = text(inputs, "targetType") !== "lambda";
    const missing = ["port", "protocol", "vpcId"].find((property) => needed && !isSet(inputs, property));
    return missing
      ? { code: "ValidationError", message: `${missing} should be set when target type is not lambda` }
      : undefined;
  },
};

const healthCheck: Rule = {
  name: "target-group-health-check",
  operation: "CreateTargetGroup",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [intervalSeconds, timeoutSeconds] = [
      number(inputs, "healthCheck.interval") ?? 30,
      number(inputs, "healthCheck.timeout") ?? 5,
    ];
    if (intervalSeconds >= 5 && intervalSeconds <= 300 && timeoutSeconds < intervalSeconds) return undefined;
    return {
      code: "ValidationError",
      message: `Health check interval is 5 to 300 seconds and must be greater than the timeout, got ${intervalSeconds} and ${timeoutSeconds}.`,
    };
  },
};

const targetGroupUnused: Rule = {
  name: "target-group-in-use",
  operation: "DeleteTargetGroup",
  on: ["delete"],
  refuse({ world, before }) {
    const holder = [LISTENER, LISTENER_RULE]
      .flatMap((type) => world.all(type))
      .find((one) => targetsOf(actionsOf(one)).includes(before?.id ?? ""));
    if (!holder) return undefined;
    return {
      code: "ResourceInUse",
      message: `Target group '${before?.id}' is currently in use by a listener or a rule (${holder.id})`,
    };
  },
};

export const targetGroupRules: readonly Rule[] = [
  namePattern("target-group", "CreateTargetGroup"),
  targetGroupVpc,
  healthCheck,
  targetGroupUnused,
];
