import { Provider } from "../safes/sdk/provider";
import type { ConfigOf } from "./config";
import { aliasName, prefixOf, signerName } from "./naming";

/**
 * The settlement layer, where the deployer's key in KMS sends and pays. The key is named by its alias, which is known
 * before the key exists: with an ARN the first preview would know no address. It is named by a text and not by an output
 * of the alias, so that the provider starts at once; what it creates depends on the alias instead.
 */
export function l1Provider(config: ConfigOf<"control">): Provider {
  const keyId = aliasName(prefixOf(config), signerName("deployer"));
  return new Provider(`${prefixOf(config)}-l1`, {
    ...config.l1,
    environment: config.environment,
    signer: { kind: "kms", keyId, region: config.region },
  });
}
