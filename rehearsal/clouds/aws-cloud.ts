import { type CheckFailure, type Properties, UNKNOWN } from "../../safes/plugin/provider";
import { isObject } from "./aws/inputs";
import { regions } from "./aws/regions";
import { awsFunctions } from "./aws-functions";
import type { Cloud, CloudSession, FailedOperation } from "./cloud";
import { checkInputs, closest } from "./input-check";
import { holdsUnknown } from "./input-defaults";
import { readConfig } from "./provider-config";
import type { ResourceType } from "./resource-type";
import type { SdkTypes } from "./sdk-types";

const PROVIDER = "pulumi:providers:aws";

/** What the AWS provider does whatever the resource type. */
export function awsCloud(types: readonly ResourceType[], sdk: SdkTypes, accountId: string): Cloud {
  const read = (config: Properties) => readConfig(sdk.get(PROVIDER), config);
  return {
    name: "aws",
    types,
    fileFor: (token) => {
      const isFunction = /^aws:[^:]*\/get[A-Z]/.test(token);
      return isFunction ? "rehearsal/clouds/aws-functions.ts" : `rehearsal/clouds/aws/${moduleOf(token)}.ts`;
    },
    checkConfig: (config) => checkAwsConfig(sdk, read(config), accountId),
    // The account is pinned, so a change of region is all that can mean another place.
    replacingConfig: (old, news) => (old.region === news.region ? [] : ["region"]),
    open: (config) => openAws(read(config)),
  };
}

function moduleOf(token: string): string {
  return token.split(":")[1]?.split("/")[0] ?? "index";
}

function checkAwsConfig(sdk: SdkTypes, config: Properties, accountId: string): readonly CheckFailure[] {
  const declared = sdk.get(PROVIDER);
  return [
    ...(declared ? checkInputs(declared, config) : []),
    ...regionFailures(config.region),
    ...accountFailures(config, accountId),
  ];
}

function regionFailures(region: unknown): CheckFailure[] {
  if (region === UNKNOWN) return [];
  if (typeof region !== "string" || region === "") {
    return [{ property: "region", reason: "is missing: give the provider a region, e.g. us-east-1" }];
  }
  if (regions[region]) return [];
  const suggestion = closest(region, Object.keys(regions));
  const advice = suggestion
    ? `did you mean ${suggestion}?`
    : `the rehearsal knows ${Object.keys(regions).join(", ")} (rehearsal/clouds/aws/regions.ts)`;
  return [{ property: "region", reason: `invalid AWS Region: ${region}; ${advice}` }];
}

function accountFailures(config: Properties, accountId: string): CheckFailure[] {
  const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = config;
  if (Array.isArray(allowed) && allowed.length > 0 && !holdsUnknown(allowed) && !allowed.includes(accountId)) {
    const reason = `AWS account ID not allowed: ${accountId} (the credentials' account); allowed are ${allowed.join(", ")}`;
    return [{ property: "allowedAccountIds", reason }];
  }
  if (Array.isArray(forbidden) && forbidden.includes(accountId)) {
    return [{ property: "forbiddenAccountIds", reason: `AWS account ID not allowed: ${accountId}` }];
  }
  return [];
}

function openAws(config: Properties): CloudSession {
  const region = String(config.region);
  const regionOf = (inputs: Properties) => (typeof inputs.region === "string" ? inputs.region : region);
  return {
    regionOf,
    functions: awsFunctions(region),
    addInputs: (inputs) => ({ tagsAll: mergeTags(config.defaultTags, inputs.tags) }),
    planOutputs: (type, inputs) => (type.global ? {} : { region: inputs.region ?? region }),
    describe: describeRefusal,
  };
}

/** Tags of the resource win over the provider's; one unknown value leaves all unknown, as in the real provider. */
function mergeTags(defaults: unknown, tags: unknown): unknown {
  const shared = isObject(defaults) && isObject(defaults.tags) ? defaults.tags : {};
  if (holdsUnknown(shared) || holdsUnknown(tags)) return UNKNOWN;
  return { ...shared, ...(isObject(tags) ? tags : {}) };
}

/** As terraform-provider-aws and AWS SDK for Go v2 word it. */
function describeRefusal({ type, event, id, operation, refusal, requestId }: FailedOperation): string {
  const doing = { create: "creating", update: "updating", delete: "deleting" }[event];
  const what = id === undefined ? type.label : `${type.label} (${id})`;
  const { status = 400, code, message } = refusal;
  return (
    `${doing} ${what}: operation error ${type.service}: ${operation}, https response error StatusCode: ${status}, ` +
    `RequestID: ${requestId}, api error ${code}: ${message}`
  );
}
