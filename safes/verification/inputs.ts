import { z } from "zod";
import { viewSignature } from "../call/inputs";
import { abiValues, address, bytes32, hex, knowable } from "../inputs";

const id = z.string().regex(/^[\w.()[\]:-]+$/, "expected a name without spaces, such as SystemConfig.owner");

const common = {
  /** Its own among all checks of the resource. */
  id,
  contract: knowable(address),
  /** `creation`: holds when the resource is created, and may change later. */
  moment: z.enum(["always", "creation"]).default("always"),
};

export const checkInputs = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("view"),
    ...common,
    function: viewSignature,
    arguments: abiValues.default([]),
    expected: z.unknown(),
  }),
  z.strictObject({
    kind: z.literal("storage"),
    ...common,
    slot: knowable(bytes32),
    /** Of the value's last byte, from the end of the slot, as compilers count. */
    offset: z.int().min(0).max(31).default(0),
    /** Bytes of the value. */
    length: z.int().min(1).max(32).default(32),
    /** As many bytes as `length`. */
    expected: knowable(hex),
  }),
  z.strictObject({ kind: z.literal("code"), ...common, expected: knowable(bytes32) }),
]);
export type CheckInputs = z.output<typeof checkInputs>;

export const overrideInputs = z.strictObject({
  /** Of the check that expects something else for a while. */
  id,
  expected: z.unknown(),
  reason: z.string().min(10, "expected a sentence that says why, and until when"),
});
export type OverrideInputs = z.output<typeof overrideInputs>;

export const waitInputs = z.strictObject({
  /** Ids of checks that cannot hold before owners have acted. */
  checks: z.array(id),
  /** How far that is; `done` when it is over. */
  status: knowable(z.string()),
});

export const verificationInputs = z.strictObject({
  checks: z.array(checkInputs),
  overrides: z.array(overrideInputs).default([]),
  waits: z.array(waitInputs).default([]),
});
export type VerificationInputs = z.output<typeof verificationInputs>;
