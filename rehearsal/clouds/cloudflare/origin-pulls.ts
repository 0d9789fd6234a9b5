import type { Properties } from "../../../safes/plugin/provider";
import { objects, text } from "../aws/inputs";
import type { Refusal, Request, ResourceType } from "../resource-type";
import { apiError, changeTime, inZone, single, zoneName } from "./api";
import { HOSTNAME_CERTIFICATE } from "./certificates";

/** Switches authenticated origin pulls on for the whole zone, with Cloudflare's or the zone's own certificate. */
export const originPullsSettings: ResourceType = {
  type: "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings",
  service: "Cloudflare",
  label: "Cloudflare Authenticated Origin Pulls Settings",
  operations: single("PUT /zones/:zone_id/origin_tls_client_auth/settings"),
  global: true,
  replaceOn: ["zoneId"],
  references: [inZone],
  create: ({ inputs }) => ({ id: text(inputs, "zoneId") ?? "", outputs: {} }),
};

const operation = "PUT /zones/:zone_id/origin_tls_client_auth/hostnames";

/** Binds host names of the zone to certificates that were uploaded for them. */
export const originPulls: ResourceType = {
  type: "cloudflare:index/authenticatedOriginPulls:AuthenticatedOriginPulls",
  service: "Cloudflare",
  label: "Cloudflare Authenticated Origin Pulls",
  operations: single(operation),
  global: true,
  replaceOn: ["zoneId"],
  references: [
    inZone,
    { property: "configs[].certId", to: [HOSTNAME_CERTIFICATE], missing: "1414", blocksDeletion: "1409" },
  ],
  create: (request) => ({ id: text(request.inputs, "zoneId") ?? "", outputs: association(request) }),
  update: association,
  rules: [{ name: "origin-pull-hostname-in-zone", operation, on: ["create", "update"], refuse: hostnameInZone }],
};

function hostnameInZone(request: Request): Refusal | undefined {
  const zone = zoneName(request);
  if (zone === undefined) return undefined;
  const stray = objects(request.inputs, "configs")
    .map((config) => text(config, "hostname"))
    .find((hostname) => hostname !== undefined && hostname !== zone && !hostname.endsWith(`.${zone}`));
  return stray === undefined ? undefined : apiError(1411, `Hostname ${stray} does not belong to the zone ${zone}.`);
}

/** The API answers with the first association's certificate beside the list. */
function association(request: Request): Properties {
  const { inputs, world } = request;
  const first = objects(inputs, "configs")[0] ?? {};
  const certId = text(first, "certId");
  const certificate = certId === undefined ? undefined : world.get(HOSTNAME_CERTIFICATE, certId)?.outputs;
  const changed = changeTime(request, "updatedAt");
  return {
    certId: certId ?? null,
    certStatus: certificate?.status ?? null,
    certUpdatedAt: certificate?.uploadedOn ?? null,
    certUploadedOn: certificate?.uploadedOn ?? null,
    certificate: certificate?.certificate ?? null,
    createdAt: text(request.before?.outputs ?? {}, "createdAt") ?? changed,
    enabled: first.enabled ?? true,
    expiresOn: certificate?.expiresOn ?? null,
    hostname: text(first, "hostname") ?? null,
    issuer: certificate?.issuer ?? null,
    // The API never gives a key back.
    privateKey: null,
    serialNumber: certificate?.serialNumber ?? null,
    signature: certificate?.signature ?? null,
    status: "active",
    updatedAt: changed,
  };
}
