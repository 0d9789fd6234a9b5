import type { ChainSnapshot, Connection } from "../connection";
import { planOf } from "../contract/foresight";
import { UserError } from "../user-error";
import { describeRight } from "./inputs";
import { acceptOwnership } from "./owner";
import type { HandOver, Holding, Right } from "./right";
import { grantorOf } from "./role";

/** What an account with a key has for code when it lets a contract act for it (EIP-7702). */
const DELEGATION = "0xef0100";

/** One key that is lost or stolen must not decide over a contract on mainnet. */
export async function refuseKey(
  connection: Connection,
  chain: ChainSnapshot,
  { newOwner, deployer, name }: HandOver,
): Promise<void> {
  if (newOwner === deployer) {
    throw new UserError({
      what: `${name}: the new owner is the deployer`,
      where: newOwner,
      expected: "somebody else: a Safe or a timelock",
    });
  }
  if (connection.config.environment !== "mainnet") return;
  const code = await chain.code(newOwner);
  const hasKey = code.startsWith(DELEGATION);
  if (code !== "0x" && !hasKey) return;
  // What this very preview is going to create has no code yet.
  if (code === "0x" && planOf(connection).creates(newOwner)) return;
  throw new UserError({
    what: `${name}: the new owner is no contract`,
    where: newOwner,
    got: hasKey
      ? "an account with a key, that lets a contract act for it"
      : "an address without code: one person's key, or nobody's",
    expected: "a Safe or a timelock on mainnet",
    fix: "name the Safe's or the timelock's address; if it is still to be created, take the address from its resource",
  });
}

/** @returns why the deployer cannot hand over; nothing where it can, or has. */
export async function refusalOf(
  connection: Connection,
  chain: ChainSnapshot,
  right: Right,
  handOver: HandOver,
  isAgain: boolean,
): Promise<UserError | undefined> {
  if ((await chain.code(handOver.contract)) === "0x") return noContract(handOver);
  try {
    const holding = await right.observe(chain, handOver);
    if (holding.isHandedOver || holding.waitsForAcceptance) return undefined;
    if (!holding.isDeployers)
      return isAgain ? noLongerThere(handOver, holding) : await notHeld(chain, handOver, holding);
    await right.rounds(connection, chain, handOver);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

async function notHeld(chain: ChainSnapshot, handOver: HandOver, { holder }: Holding): Promise<UserError> {
  const { name, contract, right, deployer } = handOver;
  const isRole = right !== "owner" && right !== "proxyAdmin";
  return new UserError({
    what: `${name}: the deployer cannot hand over what it does not hold`,
    where: contract,
    got: `${describeRight(right)} is with ${holder}`,
    expected: isRole
      ? `the deployer ${deployer} with the role ${await grantorOf(chain, handOver)}, which grants it`
      : `the deployer ${deployer}`,
    fix: "propose the change to whoever holds it",
  });
}

function noLongerThere({ name, contract, right, newOwner }: HandOver, { holder }: Holding): UserError {
  return new UserError({
    what: `${name}: what was handed over is no longer there`,
    where: contract,
    got: `${describeRight(right)} is with ${holder}`,
    expected: newOwner,
    fix: "find out who moved it; only whoever has it can give it back, by a proposal of theirs",
  });
}

function noContract({ name, contract }: HandOver): UserError {
  return new UserError({
    what: `${name}: there is no contract to hand over`,
    where: contract,
    got: "an address without code",
    fix: "take the address from the contract's resource, so that this waits for it",
  });
}

/** For a contract that only offers its ownership (Ownable2Step). */
export function acceptanceNeeded({ name, contract, newOwner }: HandOver): string {
  return `${name}: this contract hands over in two steps: ${newOwner} has to accept by a call of its own, to ${contract}, value 0, data ${acceptOwnership}; until then the deployer is its owner`;
}

export function notHandedOver({ name, contract, right, newOwner }: HandOver, { holder }: Holding): UserError {
  return new UserError({
    what: `${name}: the transactions went through, but the right is not where it should be`,
    where: contract,
    got: `${describeRight(right)} is with ${holder}`,
    expected: newOwner,
    fix: "look at how the contract hands it over; a way of its own is a Call of its own",
  });
}
