import { Provider, type Region } from "@pulumi/aws";
import { Provider as EksProvider } from "@pulumi/eks";
import type { Config } from "./config";
import { prefixOf, tagsOf } from "./naming";

/**
 * The AWS provider of an environment, pinned to its account and region: with credentials of another account, every
 * operation fails before it reaches a resource. What must live in another region (DNSSEC keys in us-east-1) names it
 * with its own `region` argument.
 *
 * Credentials come from the environment of the process (OIDC in CI, SSO on a laptop), never from configuration.
 */
export function awsProvider(config: Pick<Config, "stack" | "accountId" | "region" | "owner" | "costCentre">): Provider {
  return new Provider(`${prefixOf(config)}-aws`, {
    // The configuration checks the name's form; whether the region exists is for AWS to say.
    region: config.region as Region,
    allowedAccountIds: [config.accountId],
    defaultTags: { tags: tagsOf(config) },
  });
}

/**
 * The provider of the `@pulumi/eks` components. It has no settings, its children use the AWS provider; but with default
 * providers off, a component needs one all the same.
 */
export function eksProvider(config: Pick<Config, "stack">): EksProvider {
  return new EksProvider(`${prefixOf(config)}-eks`);
}
