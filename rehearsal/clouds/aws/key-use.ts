import type { CloudResource, Request, Rule, World } from "../resource-type";
import { parseArn } from "./arn";
import { text } from "./inputs";
import { allowsService } from "./policy-document";

const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";

/** Whether the reference names a key that AWS itself keeps, such as `alias/aws/rds`. */
export function isAwsManagedKey(reference: string): boolean {
  return /(^|:)alias\/aws\//.test(reference);
}

/** The key behind a key id, a key ARN, an alias name or an alias ARN. */
export function findKey(world: World, reference: string): CloudResource | undefined {
  const resource = parseArn(reference)?.resource ?? reference;
  if (!resource.startsWith("alias/")) return world.get(KEY, resource.replace(/^key\//, ""));
  const alias = world.findBy(ALIAS, "name", resource);
  const target = alias && text(alias.inputs, "targetKeyId");
  return target === undefined ? undefined : findKey(world, target);
}

export function keySpecOf(key: CloudResource): string {
  return text(key.inputs, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
}

/** The policy that holds for the key: the one set apart from it wins over its own. */
export function keyPolicyOf(world: World, key: CloudResource): string {
  const apart = world
    .all("aws:kms/keyPolicy:KeyPolicy")
    .find(({ inputs }) => inputs.keyId === key.id || inputs.keyId === key.outputs.arn);
  return text(apart?.inputs ?? {}, "policy") ?? text(key.inputs, "policy") ?? text(key.outputs, "policy") ?? "";
}

interface KeyUse {
  /** Names the rule, `${kind}-kms-key`. */
  readonly kind: string;
  readonly operation: string;
  /** Error code of the service when the key cannot be used. */
  readonly code: string;
  /** What the resource names as keys: ids, ARNs or aliases. */
  readonly keys: (request: Request) => readonly (string | undefined)[];
  /** Service principals of which the key's policy must let one in; default: IAM of the caller is enough. */
  readonly services?: (request: Request) => readonly string[];
}

/** A rule that encryption keys exist, are enabled, symmetric, of this region, and let the service use them. */
export function keyUsable({ kind, operation, code, keys, services }: KeyUse): Rule {
  return {
    name: `${kind}-kms-key`,
    operation,
    on: ["create", "update"],
    refuse(request) {
      for (const reference of keys(request)) {
        if (reference === undefined || isAwsManagedKey(reference)) continue;
        const fault = faultOf(request, reference, services?.(request));
        if (fault) return { code, message: `The KMS key ${reference} cannot be used: ${fault}` };
      }
      return undefined;
    },
  };
}

function faultOf(request: Request, reference: string, services: readonly string[] | undefined): string | undefined {
  const arn = parseArn(reference);
  if (arn && arn.accountId !== request.world.accountId) return undefined;
  const key = findKey(request.world, reference);
  if (!key) return "it does not exist.";
  if (key.region !== request.region) return `it lies in ${key.region}, not in ${request.region}.`;
  if (key.inputs.isEnabled === false) return "it is disabled.";
  if (keySpecOf(key) !== "SYMMETRIC_DEFAULT") return `it is not symmetric (${keySpecOf(key)}).`;
  if (services && !allowsService(keyPolicyOf(request.world, key), services)) {
    return `its policy does not let ${services[0]} use it.`;
  }
  return undefined;
}
