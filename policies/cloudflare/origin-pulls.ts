import { isTrue } from "../assessment/expectations";
import { requiredPolicy } from "../assessment/required";
import { about, either, undecided, violation } from "../assessment/verdict";

const zoneType = "cloudflare:index/zone:Zone";
const perHostType = "cloudflare:index/authenticatedOriginPulls:AuthenticatedOriginPulls";
const perZoneType = "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings";

const originPulls = requiredPolicy({
  id: "cf-origin-pulls",
  title: "Cloudflare shows the origin a certificate",
  severity: "low",
  level: "advisory",
  rationale: "the origin then takes requests of our zone only, whoever else is Cloudflare's customer",
  remedy: "add AuthenticatedOriginPullsSettings with enabled true, and let the load balancer ask for the certificate",
  types: [perZoneType, perHostType],
  called: "an AuthenticatedOriginPullsSettings",
  besides: [zoneType],
  check: (_found, stack) =>
    stack.all(zoneType).map((zone) => {
      const { surely, perhaps } = stack.referring([perZoneType, perHostType], "zoneId", zone);
      const enabled = surely.flatMap((pulls) =>
        pulls.is(perZoneType)
          ? [about(pulls, isTrue(pulls.at("enabled")))]
          : pulls.items("configs").map((config) => about(pulls, isTrue(config.at("enabled")))),
      );
      if (enabled.length > 0) return either(enabled);
      return perhaps.length > 0
        ? undecided("whether its origin pulls are authenticated is known only after the update", zone)
        : violation("no AuthenticatedOriginPulls or AuthenticatedOriginPullsSettings names it", "one of them", zone);
    }),
});

export const originPullPolicies = [originPulls] as const;
