import { z } from "zod";
import { abiValues, address, bytes32, knowable, uint } from "../inputs";
import { functionSignature } from "./abi-values";

export const contractInputs = z.strictObject({
  /** From the project's root. */
  artifact: z.string().min(1),
  creationCodeHash: bytes32.optional(),
  compiler: z.strictObject({ version: z.string(), evmVersion: z.string(), optimizerRuns: z.int().min(0) }).optional(),
  constructorArguments: abiValues.default([]),
  libraries: knowable(z.record(z.string(), knowable(address))).default({}),
  creatorCalls: z
    .array(z.strictObject({ function: functionSignature, arguments: z.array(z.unknown()).default([]) }))
    .default([]),
  salt: uint.default("0"),
});
export type ContractInputs = z.output<typeof contractInputs>;
