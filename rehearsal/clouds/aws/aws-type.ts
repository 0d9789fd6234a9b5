import type { Properties } from "../../../safes/plugin/provider";
import type { Request, ResourceType } from "../resource-type";
import { cidrRules } from "./cidr-syntax";
import { isSet, text } from "./inputs";
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
  const { type, replaceOn, autoName, rules = [] } = facts;
  return {
    ...facts,
    replaceOn: facts.global ? replaceOn : [...replaceOn, "region"],
    rules: [...rules, ...cidrRules(type), ...policyRules(type), ...uniqueNameRules(type), ...quotaRules(type)],
    create(asked) {
      const request = withName(autoName?.property, asked);
      const id = idOf(request);
      const chosen = Object.entries(computed?.(request, id) ?? {}).filter(
        ([property]) => !isSet(request.inputs, property),
      );
      return {
        id,
        outputs: {
          ...madeName(autoName?.property, asked, request),
          ...Object.fromEntries(chosen),
          ...(arn && { arn: arn(request, id) }),
          ...derived?.(request, id),
        },
      };
    },
    ...((derived || updated) && {
      update(asked) {
        const request = withName(autoName?.property, asked);
        return { ...derived?.(request, request.before?.id ?? idOf(request)), ...updated?.(request) };
      },
    }),
  };
}

/** Digits that the provider appends to a name prefix: a time stamp and a counter. */
const SUFFIX_DIGITS = 26;

/** The request with the name that the resource has, or gets from its prefix. */
function withName(property: string | undefined, request: Request): Request {
  if (property === undefined || isSet(request.inputs, property)) return request;
  const prefix = text(request.inputs, `${property}Prefix`);
  if (prefix === undefined) return request;
  const name = text(request.before?.outputs ?? {}, property) ?? prefix + request.hex(SUFFIX_DIGITS, "name");
  return { ...request, inputs: { ...request.inputs, [property]: name } };
}

function madeName(property: string | undefined, asked: Request, request: Request): Properties {
  return property === undefined || asked === request ? {} : { [property]: request.inputs[property] };
}
