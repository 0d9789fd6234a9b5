import { Interface } from "ethers";
import type { ChainSnapshot } from "../connection";
import { decodeAnswer, encodeAnswer, encodeCall, spell } from "../contract/abi-values";
import { imagine } from "../contract/foresight";
import type { CallInputs } from "./inputs";

/** A condition that can be asked of a chain. */
export interface Condition {
  readonly to: string;
  readonly signature: string;
  readonly data: string;
  /** As the chain encodes it. */
  readonly expected: string;
  readonly text: string;
}

export interface Verdict {
  readonly holds: boolean;
  /** What the chain answered instead, in words. */
  readonly found: string;
}

/** Of inputs that are all known. @throws UserError when the values do not fit the function. */
export function conditionOf({ to, postCondition }: CallInputs): Condition {
  const { function: signature, arguments: values, expected } = postCondition;
  return {
    to: (postCondition.to ?? to) as string,
    signature,
    data: encodeCall(signature, values as unknown[]),
    expected: encodeAnswer(signature, expected),
    text: `${nameOf(signature)} to give ${spell(expected)}`,
  };
}

/** A contract that is still to be created, or that reverts, has no state that could hold. */
export async function judge(
  chain: Pick<ChainSnapshot, "code" | "call">,
  { to, signature, data, expected }: Condition,
): Promise<Verdict> {
  if ((await chain.code(to)) === "0x") return { holds: false, found: `no contract at ${to}` };
  const answer = await imagine(chain, { to, data });
  if (typeof answer !== "string") return { holds: false, found: answer.reason };
  const decoded = decodeAnswer(signature, answer);
  if (!decoded) return { holds: false, found: `${answer}, which is not what the function returns` };
  return { holds: decoded.encoded === expected, found: decoded.text };
}

function nameOf(signature: string): string {
  return new Interface([signature]).fragments[0]?.format("sighash") ?? signature;
}
