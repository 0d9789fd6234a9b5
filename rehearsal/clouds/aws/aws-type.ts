import type { Properties } from "../provider";
import type { Request, ResourceType } from "../resource-type";
import { cidrRules } from "./cidr-syntax";
import { isSet, object } from "./inputs";
import { policyRules } from "./policy-syntax";
import { quotaRules } from "./quotas";
import { uniqueNameRules } from "./unique-names";

/** A resource type of AWS, without what all of them have in common. */
export interface AwsType extends Omit<ResourceType, "create" | "update"> {
  /** Whether it carries tags, so that `tagsAll` is an output. Default true. */
  readonly tags?: boolean;
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

/** Completes the declaration: region, tags, name prefix, and the rules that tables hold for the type. */
export function awsType(declaration: AwsType): ResourceType {
  const { id: idOf, arn, computed, derived, updated, tags = true, ...facts } = declaration;
  const { type, autoName, replaceOn, rules = [] } = facts;
  const namePrefix = autoName && replaceOn.find((property) => property === `${autoName.property}Prefix`);

  const tagsAll = ({ inputs }: Request): Properties => (tags ? { tagsAll: object(inputs, "tags") } : {});

  return {
    ...facts,
    replaceOn: facts.global ? replaceOn : [...replaceOn, "region"],
    rules: [...rules, ...cidrRules(type), ...policyRules(type), ...uniqueNameRules(type), ...quotaRules(type)],
    create(request) {
      const id = idOf(request);
      const chosen: Properties = {
        ...(namePrefix && { [namePrefix]: "" }),
        ...(!facts.global && { region: request.region }),
        ...computed?.(request, id),
      };
      const outputs = Object.entries(chosen).filter(([property]) => !isSet(request.inputs, property));
      return {
        id,
        outputs: {
          ...Object.fromEntries(outputs),
          ...(arn && { arn: arn(request, id) }),
          ...tagsAll(request),
          ...derived?.(request, id),
        },
      };
    },
    update(request) {
      const id = request.before?.id ?? idOf(request);
      return { ...tagsAll(request), ...derived?.(request, id), ...updated?.(request) };
    },
  };
}
