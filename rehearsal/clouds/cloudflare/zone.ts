import { createHash } from "node:crypto";
import type { Properties } from "../../../safes/plugin/provider";
import { text } from "../aws/inputs";
import type { Request, ResourceType } from "../resource-type";
import { apiError, changeTime, collection, digest, objectId, oneOf, timestamp, ZONE } from "./api";

/** First names of Cloudflare's name servers; every zone gets a pair of them, the same one in the whole account. */
const names = {
  first: [
    "ada",
    "amy",
    "anna",
    "becky",
    "coco",
    "dana",
    "elsa",
    "gina",
    "iris",
    "jade",
    "kara",
    "lucy",
    "mira",
    "nora",
  ],
  second: ["alec", "bob", "cody", "dave", "ezra", "finn", "glen", "hugh", "ivan", "josh", "kurt", "leo", "max", "noah"],
};

const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

const operation = "POST /zones";

/**
 * A zone, `pending` for ever: the registrar's delegation that would make it active is outside of the rehearsal.
 *
 * A zone below another registrable name (`testnet.jeju.network`) is the Subdomain setup, which Cloudflare sells to
 * Enterprise accounts only (error 1116 elsewhere); the rehearsal's account has it.
 */
export const zone: ResourceType = {
  type: ZONE,
  service: "Cloudflare",
  label: "Cloudflare Zone",
  operations: collection("/zones", "PATCH"),
  global: true,
  // Source: terraform-provider-cloudflare v5, internal/services/zone/schema.go.
  replaceOn: ["account", "name"],
  deleteBeforeReplace: true,
  defaults: { type: "full", paused: false },
  create: (request) => ({ id: objectId(request), outputs: newZone(request) }),
  update: (request) => ({ modifiedOn: changeTime(request, "modifiedOn") }),
  rules: [
    oneOf("zone-type-known", operation, "type", ["full", "partial", "secondary", "internal"]),
    {
      name: "zone-name-is-a-domain",
      operation,
      on: ["create"],
      refuse({ inputs }) {
        const name = text(inputs, "name") ?? "";
        return domain.test(name) ? undefined : apiError(1049, `${name} is not a registered domain`);
      },
    },
    {
      name: "zone-name-unique",
      operation,
      on: ["create"],
      refuse({ inputs, world }) {
        const name = text(inputs, "name");
        return world.findBy(ZONE, "name", name) ? apiError(1061, `${name} already exists`) : undefined;
      },
    },
    {
      name: "zone-account-known",
      operation,
      on: ["create"],
      refuse({ inputs }) {
        const id = text(inputs, "account.id") ?? "";
        return /^[0-9a-f]{32}$/.test(id)
          ? undefined
          : apiError(1067, "Invalid organization. Please pass a valid account id");
      },
    },
  ],
};

function newZone({ inputs }: Request): Properties {
  const name = text(inputs, "name") ?? "";
  const account = text(inputs, "account.id") ?? "";
  const now = timestamp();
  return {
    account: { id: account },
    createdOn: now,
    modifiedOn: now,
    activatedOn: null,
    developmentMode: 0,
    meta: {
      cdnOnly: false,
      customCertificateQuota: 0,
      dnsOnly: false,
      foundationDns: false,
      pageRuleQuota: 3,
      phishingDetected: false,
      step: 2,
    },
    nameServers: nameServers(account),
    originalDnshost: null,
    originalNameServers: [],
    originalRegistrar: null,
    owner: { id: digest(`owner of ${account}`), type: "organization" },
    permissions: ["#dns_records:edit", "#dns_records:read", "#zone:edit", "#zone:read", "#zone_settings:edit"],
    plan: freePlan,
    status: "pending",
    tenant: {},
    tenantUnit: {},
    vanityNameServers: [],
    cnameSuffix: "cdn.cloudflare.net",
    verificationKey: createHash("sha256").update(`verify ${name} ${account}`).digest("base64url").slice(0, 32),
  };
}

/** Every zone starts with it; a zone subscription buys more. */
const freePlan = {
  canSubscribe: false,
  currency: "USD",
  externallyManaged: false,
  frequency: "",
  id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
  isSubscribed: false,
  legacyDiscount: false,
  legacyId: "free",
  name: "Free Website",
  price: 0,
};

function nameServers(account: string): string[] {
  const seed = createHash("sha256").update(account).digest();
  const pick = (list: readonly string[], byte: number) => list[(seed[byte] ?? 0) % list.length];
  return [`${pick(names.first, 0)}.ns.cloudflare.com`, `${pick(names.second, 1)}.ns.cloudflare.com`];
}
