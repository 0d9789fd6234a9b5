import { id } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";
import { checksummed } from "./addresses";
import type { SafeIdentity } from "./hashes";
import type { Contradiction } from "./proposal-contradictions";
import { describeIssues } from "./schema-fields";
import type { SafeCall } from "./transaction";
import { encodeMethod, methodSchema } from "./transaction-builder-method";

/**
 * A file of Safe's Transaction Builder, format 1.0 (`apps/tx-builder/src/typings/models.ts` of safe-wallet-monorepo).
 * It has no nonce and no operation, so no hash follows from it alone. Keys that are not here are part of its checksum.
 */
const fileSchema = z.looseObject({
  version: z.literal("1.0"),
  chainId: z.string().regex(/^\d+$/, "is no chain id in decimal text"),
  createdAt: z.number().optional(),
  meta: z.looseObject({
    name: z.string().optional(),
    description: z.string().optional(),
    createdFromSafeAddress: z.string().optional(),
    checksum: z.string().nullish(),
  }),
  transactions: z
    .array(
      z.looseObject({
        to: z.string(),
        value: z.string().regex(/^\d+$/, "is no number of wei in decimal text"),
        data: z.string().nullish(),
        contractMethod: methodSchema.nullish(),
        contractInputsValues: z.record(z.string(), z.string()).nullish(),
      }),
    )
    .min(1, "has no transaction"),
});
type BuilderFile = z.output<typeof fileSchema>;

export interface TransactionBuilderBatch {
  readonly chainId: bigint;
  /** The Safe that the file says it was made in. */
  readonly safe?: string;
  readonly name: string;
  readonly description: string;
  readonly calls: readonly SafeCall[];
  readonly checksum: { readonly stored?: string; readonly computed: string };
  /** Where the readable method of a transaction is not what its data says. */
  readonly contradictions: readonly Contradiction[];
}

export interface TransactionBuilderOptions {
  readonly safe: Pick<SafeIdentity, "address" | "chainId">;
  readonly calls: readonly SafeCall[];
  readonly name: string;
  readonly description: string;
  /** ISO 8601; part of the checksum. */
  readonly createdAt: string;
}

/** The calls as a file that Safe's Transaction Builder imports without a warning. The same input gives the same bytes. */
export function writeTransactionBuilder({
  safe,
  calls,
  name,
  description,
  createdAt,
}: TransactionBuilderOptions): string {
  const file = {
    version: "1.0",
    chainId: `${safe.chainId}`,
    createdAt: Date.parse(createdAt),
    meta: {
      name,
      description,
      txBuilderVersion: "1.18.2",
      createdFromSafeAddress: safe.address,
      createdFromOwnerAddress: "",
    },
    transactions: calls.map(({ to, value, data }) => ({
      to,
      value: `${value}`,
      data,
      contractMethod: null,
      contractInputsValues: null,
    })),
  };
  const complete = { ...file, meta: { ...file.meta, checksum: checksumOf(file) } };
  return `${JSON.stringify(complete, undefined, 2)}\n`;
}

/**
 * Reads a file and encodes the calls that it only describes. A wrong checksum is not refused here but told: Safe's own
 * tools only warn. Throws a {@link UserError} for what cannot be read.
 */
export function readTransactionBuilder(text: string, where: string): TransactionBuilderBatch {
  const raw = parseJson(text, where);
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success) throw unreadable(where, describeIssues(parsed.error));
  const file = parsed.data;
  const { name = "", description = "", createdFromSafeAddress, checksum } = file.meta;
  const readings = file.transactions.map((transaction, index) =>
    readCall(transaction, `${where}, transaction ${index + 1}`),
  );
  return {
    chainId: BigInt(file.chainId),
    ...(createdFromSafeAddress && {
      safe: checksummed(createdFromSafeAddress, `${where}, meta.createdFromSafeAddress`),
    }),
    name,
    description,
    calls: readings.map(({ call }) => call),
    checksum: { ...(checksum && { stored: checksum }), computed: checksumOf(raw as BuilderFile) },
    contradictions: readings.flatMap(({ contradiction }) => contradiction ?? []),
  };
}

/** Whether a text is JSON with the marks of such a file, however wrong the rest of it is. */
export function isTransactionBuilder(text: string): boolean {
  try {
    const file = JSON.parse(text);
    return file?.version === "1.0" && Array.isArray(file.transactions);
  } catch {
    return false;
  }
}

/**
 * The checksum of `apps/tx-builder/src/lib/checksum.ts`: keccak256 of the file without `meta.checksum` and with
 * `meta.name` null, so that a batch can be renamed.
 */
export function checksumOf({ meta, ...rest }: { readonly meta: Readonly<Record<string, unknown>> }): string {
  const { checksum: _, ...checked } = meta;
  return id(serialise({ ...rest, meta: { ...checked, name: null } }));
}

/** `{["a","b"]1,2,}` for objects, the keys sorted; `[1,2]` for lists; JSON for the rest. */
function serialise(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(serialise).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${JSON.stringify(entries.map(([key]) => key))}${entries.map(([, entry]) => `${serialise(entry)},`).join("")}}`;
}

/** As the Transaction Builder does it: data, where there is any, counts and the method is only shown. */
function readCall(
  { to, value, data, contractMethod, contractInputsValues }: BuilderFile["transactions"][number],
  where: string,
): { readonly call: SafeCall; readonly contradiction?: Contradiction } {
  const call = { to: checksummed(to, where), value: BigInt(value) };
  const encode = () => encodeMethod(contractMethod, contractInputsValues ?? {}, where);
  if (!data) return { call: { ...call, data: contractMethod ? encode() : "0x" } };
  if (!/^0x([0-9a-f]{2})*$/i.test(data)) throw unreadable(where, "data is no hex of whole bytes");
  const given = data.toLowerCase();
  if (!contractMethod) return { call: { ...call, data: given } };
  const described = attempt(encode);
  if (described === given) return { call: { ...call, data: given } };
  const field = `${where}, ${contractMethod.name}`;
  const contradiction = { field, got: described ?? "values that it cannot take", expected: given };
  return { call: { ...call, data: given }, contradiction };
}

function attempt(encode: () => string): string | undefined {
  try {
    return encode();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(where, (error as Error).message);
  }
}

function unreadable(where: string, got: string): UserError {
  return new UserError({
    what: "not a file of Safe's Transaction Builder",
    where,
    got,
    expected: "its export in format 1.0",
    fix: "export the batch again",
  });
}
