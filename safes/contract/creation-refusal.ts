import { getAddress, type Interface } from "ethers";
import type { ChainSnapshot, Connection } from "../connection";
import type { Call } from "../plugin/provider";
import { UserError } from "../user-error";
import type { Creation } from "./creation";
import { administratorQuestion, creatorCode, ownerQuestion, probeCode } from "./creator";
import { foretell, imagine } from "./foresight";

/** What a creation would come to, said at preview: it is run, without being sent, on the chain as it is. */
export async function foretellCreation(
  connection: Connection,
  creation: Creation,
  name: string,
  call: Call,
): Promise<void> {
  const chain = await connection.read();
  const outcome = await run(chain, creation, name);
  if (outcome === "belongs to its creator") throw lost(creation, name);
  if (outcome instanceof UserError) return foretell(connection, chain, { data: creation.parts.code }, outcome, call);
  if (await isAdministeredByCreator(chain, creation)) {
    await call.warn?.(
      `${name}: its constructor makes whoever creates it an administrator, and that is a factory that nobody controls: see that it makes somebody else one too`,
    );
  }
}

/** @throws UserError for a creation that would fail, or that would be lost. */
export async function refuseCreation(connection: Connection, creation: Creation, name: string): Promise<void> {
  const outcome = await run(await connection.read(), creation, name);
  if (outcome === "belongs to its creator") throw lost(creation, name);
  if (outcome instanceof UserError) throw outcome;
}

async function run(
  chain: ChainSnapshot,
  { abi, address, parts }: Creation,
  name: string,
): Promise<UserError | "belongs to its creator" | "works"> {
  const question = ownerQuestion(abi);
  const data = question ? probeCode(parts, question) : creatorCode(parts);
  const answer = await imagine(chain, { data, errors: errorsOf(abi) });
  if (typeof answer !== "string") {
    const failed = parts.calls.length === 0 ? "its constructor" : "its constructor or a call of its creator";
    return new UserError({ what: `${name} cannot be created: ${failed} fails`, where: address, got: answer.reason });
  }
  return question && isCreator(answer) ? "belongs to its creator" : "works";
}

function lost({ address, to }: Creation, name: string): UserError {
  return new UserError({
    what: `${name} would belong to nobody: its constructor makes whoever creates it the owner`,
    where: address,
    got: `owner ${to}, a factory that can do nothing but create`,
    expected: "an owner who can act",
    fix: 'let it be handed on in the same transaction: creatorCalls: [{ function: "function transferOwnership(address)", arguments: [owner] }]',
  });
}

async function isAdministeredByCreator(chain: ChainSnapshot, { abi, parts }: Creation): Promise<boolean> {
  const question = administratorQuestion(abi);
  if (!question) return false;
  const answer = await imagine(chain, { data: probeCode(parts, question) });
  return typeof answer === "string" && answer.length === 130 && BigInt(answer.slice(0, 66)) === 1n;
}

/** Whether a probe's answer and the creator behind it are the same address. */
function isCreator(answer: string): boolean {
  if (answer.length !== 130) return false;
  return getAddress(`0x${answer.slice(26, 66)}`) === getAddress(`0x${answer.slice(90)}`);
}

function errorsOf(abi: Interface): readonly string[] {
  return abi.fragments.filter(({ type }) => type === "error").map((fragment) => fragment.format("full"));
}
