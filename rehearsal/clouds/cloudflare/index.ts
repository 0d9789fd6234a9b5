import type { Properties } from "../../../safes/plugin/provider";
import type { ResourceType, World } from "../resource-type";
import { botManagement } from "./bot-management";
import { certificatePack } from "./certificate-pack";
import { originPullsCertificate, originPullsHostnameCertificate } from "./certificates";
import { dnsRecord } from "./dns-record";
import { healthcheck } from "./healthcheck";
import { getIpRanges } from "./ip-ranges";
import { originCaCertificate } from "./origin-ca";
import { originPulls, originPullsSettings } from "./origin-pulls";
import { zoneSubscription } from "./plan";
import { ruleset } from "./ruleset";
import { zone } from "./zone";
import { zoneDnssec } from "./zone-dnssec";
import { zoneSetting } from "./zone-setting";
import {
  argoTieredCaching,
  managedTransforms,
  regionalTieredCache,
  tieredCache,
  totalTls,
  universalSslSetting,
  urlNormalizationSettings,
} from "./zone-switches";

export { checkCloudflareConfig, diffCloudflareConfig } from "./provider-config";

/** Every resource type of the Cloudflare stand-in. */
export const cloudflareTypes: readonly ResourceType[] = [
  argoTieredCaching,
  botManagement,
  certificatePack,
  dnsRecord,
  healthcheck,
  managedTransforms,
  originCaCertificate,
  originPulls,
  originPullsCertificate,
  originPullsHostnameCertificate,
  originPullsSettings,
  regionalTieredCache,
  ruleset,
  tieredCache,
  totalTls,
  universalSslSetting,
  urlNormalizationSettings,
  zone,
  zoneDnssec,
  zoneSetting,
  zoneSubscription,
];

/** Functions that programs may call, by token. */
export const cloudflareInvokes: Readonly<Record<string, (args: Properties, world: World) => Properties>> = {
  "cloudflare:index/getIpRanges:getIpRanges": getIpRanges,
};
