import { companionPolicy } from "./assessment/companions";
import { isOneOf, isPresent, notKnownYet } from "./assessment/expectations";
import type { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { either, pass, undecided, type Verdict, violation } from "./assessment/verdict";

const zoneType = "aws:route53/zone:Zone";
const keySigningKeyType = "aws:route53/keySigningKey:KeySigningKey";

/** A zone that a VPC is associated with answers there only. */
function isPublic(zone: Resource): Verdict | "yes" | "no" {
  const vpcs = zone.asWritten().value("vpcs");
  if (vpcs.kind === "unknown") return notKnownYet("vpcs");
  return vpcs.kind === "known" && Object.keys(Object(vpcs.value)).length > 0 ? "no" : "yes";
}

const signed = companionPolicy({
  id: "r53-dnssec",
  title: "Public zones are signed",
  severity: "high",
  rationale: "without signatures a forged answer leads clients, and Cloudflare, to somebody else's servers",
  remedy: "add a HostedZoneDnsSec and an active KeySigningKey, as infra/zone-signing.ts does",
  types: [zoneType],
  needs: isPublic,
  called: "a HostedZoneDnsSec",
  companions: ["aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"],
  by: "hostedZoneId",
  judge: (signing, zone, stack) => {
    const status = signing.at("signingStatus");
    // Route53 signs when nothing is said.
    const isOn = status.value.kind === "absent" ? pass : isOneOf(status, ["SIGNING"]);
    return [isOn, hasActiveKey(stack, zone)];
  },
});

function hasActiveKey(stack: Stack, zone: Resource): Verdict {
  const { surely, perhaps } = stack.referring([keySigningKeyType], "hostedZoneId", zone);
  if (surely.length === 0) {
    return perhaps.length === 0
      ? violation("no KeySigningKey names it", "an active KeySigningKey", zone)
      : undecided("whether it has a KeySigningKey is known only after the update", zone);
  }
  return either(surely.map((key) => isOneOf(key.at("status"), ["ACTIVE"])));
}

const queriesLogged = companionPolicy({
  id: "r53-query-log",
  title: "Public zones log what they are asked",
  severity: "medium",
  rationale: "the log shows who looks for hosts before an attack, and what a stolen name was used for",
  remedy: "add a QueryLog with a log group in us-east-1",
  controls: { fsbp: ["Route53.2"] },
  types: [zoneType],
  needs: isPublic,
  called: "a QueryLog",
  companions: ["aws:route53/queryLog:QueryLog"],
  by: "zoneId",
  judge: (log) => isPresent(log.at("cloudwatchLogGroupArn")),
});

export const dnsPolicies = [signed, queriesLogged] as const;
