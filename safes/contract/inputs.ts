import { z } from "zod";
import { address, bytes32, knowable, uint } from "../inputs";
import { UNKNOWN } from "../plugin/provider";

/** An argument as a program writes it: text for everything that is larger than a double, lists and objects for tuples. */
const argument = z.unknown();

/** A path from the project's root, or the artifact itself. */
const artifact = z.union([z.string(), z.record(z.string(), z.unknown())]);

export const contractInputs = z.strictObject({
  artifact,
  creationCodeHash: bytes32.optional(),
  constructorArguments: z.array(argument).default([]),
  libraries: z.record(z.string(), knowable(address)).default({}),
  salt: uint.default("0"),
});
export type ContractInputs = z.output<typeof contractInputs>;

const fragment = z
  .string()
  .regex(/^function \w+\(/, 'expected a signature such as "function owner() view returns (address)"');

export const callInputs = z.strictObject({
  to: knowable(address),
  function: fragment,
  arguments: z.array(argument).default([]),
  valueWei: uint.default("0"),
  postCondition: z.strictObject({
    to: knowable(address).optional(),
    function: fragment,
    arguments: z.array(argument).default([]),
    expected: argument,
  }),
});
export type CallInputs = z.output<typeof callInputs>;

export const ownershipInputs = z.strictObject({
  contract: knowable(address),
  /** `owner` of Ownable, or a role of AccessControl as its 32 bytes. */
  right: z.union([z.literal("owner"), bytes32]),
  newOwner: knowable(address),
});
export type OwnershipInputs = z.output<typeof ownershipInputs>;

/** Whether something in it will only be known when it happens. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
