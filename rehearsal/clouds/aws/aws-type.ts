import type { Properties } from "../provider";
import type { Request, ResourceType } from "../resource-type";
import { cidrRules } from "./cidr-syntax";
import { isSet } from "./inputs";
import { policyRules } from "./policy-syntax";
import { quotaRules } from "./quotas";
import { uniqueNameRules } from "./unique-names";

/** A resource type of AWS, without what all of them have in common. */
export interface AwsType extends Omit<ResourceType, "create" | "update"> {
  /** Id as the real provider forms it; the name or the ARN for many types. */
  id(request: Request): string;
  /** Value of the output `arn`. */
  arn?(request: Request, id: string): string;
  /** Outputs that the cloud chooses. What the program set keeps the program's value. */
  computed?(request: Request, id: string): Properties;
  /** Outputs that follow from the inputs, at creation and at every update: these win over the inputs. */
  derived?(request: Request, id: string): Properties;
  /** Outputs that an update moves on, such as a version number. */
  updated?(request: Request): Properties;
}

/** Completes the declaration: replacement on another region, and the rules that tables hold for the type. */
export function awsType(declaration: AwsType): ResourceType {
  const { id: idOf, arn, computed, derived, updated, ...facts } = declaration;
  const { type, replaceOn, rules = [] } = facts;
  return {
    ...facts,
    replaceOn: facts.global ? replaceOn : [...replaceOn, "region"],
    rules: [...rules, ...cidrRules(type), ...policyRules(type), ...uniqueNameRules(type), ...quotaRules(type)],
    create(request) {
      const id = idOf(request);
      const chosen = Object.entries(computed?.(request, id) ?? {}).filter(
        ([property]) => !isSet(request.inputs, property),
      );
      return {
        id,
        outputs: { ...Object.fromEntries(chosen), ...(arn && { arn: arn(request, id) }), ...derived?.(request, id) },
      };
    },
    ...((derived || updated) && {
      update: (request) => ({
        ...derived?.(request, request.before?.id ?? idOf(request)),
        ...updated?.(request),
      }),
    }),
  };
}
