import type { CheckFailure, Properties } from "../../../safes/plugin/provider";
import { isSet, text } from "../aws/inputs";

/**
 * The token's form. Tokens made since 2025 carry a prefix and a checksum (`cfut_`, `cfat_`), older ones are 40
 * characters. Source: terraform-provider-cloudflare, internal/provider.go, and Cloudflare's token documentation.
 */
const apiToken = /^(?:[A-Za-z0-9_-]{40}|cf[au]t_[A-Za-z0-9_-]{40,})$/;

/** What is wrong with the provider's own configuration. */
export function checkCloudflareConfig(config: Properties): readonly CheckFailure[] {
  const legacy = ["apiKey", "email"].filter((key) => isSet(config, key));
  if (isSet(config, "apiToken")) {
    const token = text(config, "apiToken");
    return [
      ...legacy.map((property) => ({
        property,
        reason: `${property} and apiToken are both given; the program authenticates by apiToken alone, remove ${property}`,
      })),
      ...(token !== undefined && !apiToken.test(token)
        ? [
            {
              property: "apiToken",
              reason: "must be an API token of 40 letters, digits, - and _ (not a global API key)",
            },
          ]
        : []),
    ];
  }
  if (legacy.length > 0) {
    return [
      {
        property: legacy[0] ?? "apiKey",
        reason: "a global API key may do everything in the account; give apiToken with the zone's permissions instead",
      },
    ];
  }
  return [{ property: "apiToken", reason: "is required: `pulumi config set --secret jeju:cloudflareApiToken TOKEN`" }];
}

/** Another token is the same account to Cloudflare: nothing of the provider's configuration replaces its resources. */
export function diffCloudflareConfig(): readonly string[] {
  return [];
}
