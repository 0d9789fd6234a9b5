import { z } from "zod";
import type { Parse } from "./quorum";

const quantity = z.string().regex(/^0x[0-9a-f]+$/i);

/** Nodes add fields of their own, which say nothing about the transaction. */
const receipt = z.object({
  transactionHash: z.string(),
  blockNumber: quantity,
  blockHash: z.string(),
  status: quantity,
  gasUsed: quantity,
  effectiveGasPrice: quantity,
  /** What OP-stack chains charge on top for the data on their L1. */
  l1Fee: quantity.nullish(),
});
export type Receipt = Readonly<z.output<typeof receipt>>;

/** The answer to a question for the receipt of this transaction; nothing where there is none. */
export function parseReceipt(hash: string): Parse<Receipt | undefined> {
  return (answer) => {
    if (answer === null) return undefined;
    const parsed = receipt.parse(answer);
    if (parsed.transactionHash.toLowerCase() !== hash) throw new Error("the receipt of another transaction");
    return parsed;
  };
}

/** Without `l1Fee`, which some nodes of a chain tell and others do not. */
export function isSameInclusion(one: Receipt, other: Receipt): boolean {
  const { l1Fee: _, ...fields } = one;
  return Object.entries(fields).every(([name, value]) => other[name as keyof Receipt] === value);
}
