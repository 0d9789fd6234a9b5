import { z } from "zod";
import { functionOf, functionSignature } from "../contract/abi-values";
import { abiValues, address, knowable, uint } from "../inputs";

export const viewSignature = functionSignature.refine(answers, {
  error: ({ input }) =>
    `is ${input}, expected a view and what it returns, such as "function owner() view returns (address)"`,
});

export const conditionInputs = z.strictObject({
  to: knowable(address).optional(),
  function: viewSignature,
  arguments: abiValues.default([]),
  expected: z.unknown().refine((value) => value !== undefined && value !== null, "is missing"),
});
export type ConditionInputs = z.output<typeof conditionInputs>;

export const callInputs = z.strictObject({
  to: knowable(address),
  function: functionSignature,
  arguments: abiValues.default([]),
  valueWei: uint.default("0"),
  postCondition: conditionInputs,
  governed: z
    .strictObject({
      by: knowable(address),
      function: functionSignature.optional(),
      arguments: abiValues.optional(),
      alone: z.boolean().default(false),
    })
    .optional(),
});
export type CallInputs = z.output<typeof callInputs>;

/** A function that changes nothing and returns something. */
function answers(signature: string): boolean {
  try {
    const { stateMutability, outputs } = functionOf(signature);
    return outputs.length > 0 && (stateMutability === "view" || stateMutability === "pure");
  } catch {
    // What is no signature at all has been said.
    return true;
  }
}
