import { keccak256, zeroPadValue } from "ethers";
import { judge } from "../call/condition";
import type { ChainSnapshot } from "../connection";
import { encodeAnswer, encodeCall, spell } from "../contract/abi-values";
import type { CheckInputs } from "./inputs";

/** What a chain says to one check. */
export interface CheckResult {
  readonly id: string;
  readonly contract: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly found: string;
}

/** What does not hold, in one line. */
export function describeFailure({ id, contract, expected, found }: CheckResult): string {
  return `${id} (${contract}): expected ${expected}, got ${found}`;
}

/** How many are asked at once: public endpoints refuse more. */
const batchSize = 16;

/** Asks the chain every check, in their order. Nothing is sent. */
export async function runChecks(chain: ChainSnapshot, checks: readonly CheckInputs[]): Promise<readonly CheckResult[]> {
  const remembering = rememberCode(chain);
  const results: CheckResult[] = [];
  for (let start = 0; start < checks.length; start += batchSize) {
    const batch = checks.slice(start, start + batchSize);
    results.push(...(await Promise.all(batch.map((check) => runCheck(remembering, check)))));
  }
  return results;
}

/** @throws UserError when what is expected is nothing that the contract could answer. */
export function refuseMalformed(check: CheckInputs): void {
  if (check.kind === "view") conditionOf(check);
}

async function runCheck(chain: ChainSnapshot, check: CheckInputs): Promise<CheckResult> {
  const { id } = check;
  const contract = check.contract as string;
  const result = (expected: string, found: string, holds = expected === found) => ({
    id,
    contract,
    holds,
    expected,
    found,
  });
  switch (check.kind) {
    case "view": {
      const { holds, found } = await judge(chain, conditionOf(check));
      return result(spell(check.expected), found, holds);
    }
    case "storage": {
      const word = await chain.storage(contract, check.slot as string);
      return result((check.expected as string).toLowerCase(), partOf(word, check.offset, check.length));
    }
    case "code": {
      const code = await chain.code(contract);
      return result((check.expected as string).toLowerCase(), code === "0x" ? "no code" : keccak256(code));
    }
  }
}

function conditionOf(check: CheckInputs & { readonly kind: "view" }) {
  const { contract, function: signature, arguments: values, expected } = check;
  return {
    to: contract as string,
    signature,
    data: encodeCall(signature, values as unknown[]),
    expected: encodeAnswer(signature, expected),
    text: spell(expected),
  };
}

/** Compilers pack values from the end of a word. */
function partOf(word: string, offset: number, length: number): string {
  const digits = zeroPadValue(word, 32).slice(2);
  const end = digits.length - 2 * offset;
  return `0x${digits.slice(end - 2 * length, end)}`;
}

/** Many checks are of one contract. */
function rememberCode(chain: ChainSnapshot): ChainSnapshot {
  const codes = new Map<string, Promise<string>>();
  const code = (address: string) => {
    const known = codes.get(address) ?? chain.code(address);
    codes.set(address, known);
    return known;
  };
  return { ...chain, code };
}
