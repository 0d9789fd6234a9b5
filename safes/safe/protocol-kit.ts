import type { Eip1193Provider, PredictedSafeProps } from "@safe-global/protocol-kit";
import { toBeHex } from "ethers";
import type { Connection } from "../connection";
import { UserError } from "../user-error";
import type { SafeOrigin } from "./address";
import type { SafeContracts } from "./contracts";

/**
 * The second opinion: Safe's own SDK computes the address from the contracts that are on the chain, ours came from the
 * inputs alone. Where they differ, one of them is wrong and nobody should send funds to either.
 *
 * @throws UserError when they differ.
 */
export async function confirmWithProtocolKit(
  connection: Connection,
  origin: SafeOrigin,
  { version, contracts }: SafeContracts,
  address: string,
): Promise<void> {
  // 0.4 s to load, and only a creation needs it.
  const { default: Safe } = await import("@safe-global/protocol-kit");
  const predictedSafe: PredictedSafeProps = {
    safeAccountConfig: {
      owners: [...origin.owners],
      threshold: origin.threshold,
      fallbackHandler: origin.fallbackHandler,
    },
    safeDeploymentConfig: { saltNonce: `${origin.saltNonce}`, safeVersion: version },
  };
  const kit = await Safe.init({
    provider: await chainAsProvider(connection),
    predictedSafe,
    isL1SafeSingleton: origin.singletonKind === "Safe",
    contractNetworks: {
      [`${connection.chainId}`]: {
        safeSingletonAddress: contracts[origin.singletonKind].address,
        safeProxyFactoryAddress: contracts.SafeProxyFactory.address,
        fallbackHandlerAddress: contracts.CompatibilityFallbackHandler.address,
        multiSendAddress: contracts.MultiSend.address,
        multiSendCallOnlyAddress: contracts.MultiSendCallOnly.address,
      },
    },
  });
  const second = await kit.getAddress();
  if (second === address) return;
  throw new UserError({
    what: "two ways to compute the Safe's address disagree",
    got: `${second} from @safe-global/protocol-kit`,
    expected: `${address} from the inputs`,
    fix: "do not use either address; report this with the inputs",
  });
}

/** What the SDK asks, answered by endpoints that agree. */
async function chainAsProvider(connection: Connection): Promise<Eip1193Provider> {
  const chain = await connection.read();
  return {
    request: async ({ method, params }: { method: string; params?: unknown }) => {
      const [first, second] = (params ?? []) as readonly unknown[];
      switch (method) {
        case "eth_chainId":
          return toBeHex(connection.chainId);
        case "eth_accounts":
          return [];
        case "eth_getCode":
          return chain.code(first as string);
        case "eth_call":
          return chain.call(first as { to: string; data: string });
        case "eth_getStorageAt":
          return chain.storage(first as string, second as string);
        default:
          throw new Error(`protocol-kit asks ${method}, which a prediction does not need`);
      }
    },
  } as Eip1193Provider;
}
