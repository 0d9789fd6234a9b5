import { parseEther } from "ethers";
import { setBalance } from "./chain";
import { accountOf } from "./clouds/aws/kms-api";
import type { Endpoints } from "./supervisor";

/** The least that the deployer of a network starts with, from `systems.md`; its key is there since foundation. */
export async function fundDeployer(stack: string, { l1RpcUrl, kmsUrl }: Endpoints): Promise<string> {
  const deployer = await accountOf(kmsUrl, `alias/jeju-${stack}-signer-deployer`);
  await setBalance(l1RpcUrl, deployer, parseEther("3.33"));
  return `${deployer}: 3.33 ETH`;
}
