import type { ChainSnapshot, Connection, Step } from "../connection";
import type { OwnershipInputs } from "./inputs";
import { ownerRight } from "./owner";
import { proxyAdminRight } from "./proxy-admin";
import { roleRight } from "./role";

/** What is known once every input is. */
export interface HandOver {
  /** The resource's, for messages. */
  readonly name: string;
  readonly contract: string;
  readonly right: string;
  readonly newOwner: string;
  /** Who hands it over. */
  readonly deployer: string;
}

/** Who has a right, as the chain tells. */
export interface Holding {
  /** In words: the holder's address, or which of the two has the role. */
  readonly holder: string;
  /** Whether the new owner has it, and the deployer has not. */
  readonly isHandedOver: boolean;
  /** Whether the deployer can hand it over. */
  readonly isDeployers: boolean;
  /** The new owner has been offered it and has to accept. */
  readonly waitsForAcceptance?: boolean;
}

/** One kind of right over a contract. */
export interface Right {
  /** Of a contract that is there. @throws UserError when it knows no such right. */
  observe(chain: ChainSnapshot, handOver: HandOver): Promise<Holding>;
  /**
   * What hands it over, in rounds: the next begins when the one before has been read back. The chain is one on which the
   * deployer has the right. @throws UserError when the contract has no way to hand it over.
   */
  rounds(connection: Connection, chain: ChainSnapshot, handOver: HandOver): Promise<readonly (readonly Step[])[]>;
}

export function rightOf({ right }: Pick<OwnershipInputs, "right">): Right {
  if (right === "owner") return ownerRight;
  return right === "proxyAdmin" ? proxyAdminRight : roleRight;
}
