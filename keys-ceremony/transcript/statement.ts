import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../../safes/proposals/canonical-json";
import type { Plan } from "../plan/schema";
import { type Envelope, payloadType } from "./envelope";
import { Refusal } from "./refusal";

export const statementType = "https://in-toto.io/Statement/v1";
export const predicateType = "https://jeju.network/key-ceremony/step/v1";

export const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "0x and 64 hex digits");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One step of the ceremony: an in-toto statement whose subjects are what the step made. */
export const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256 }) })).min(1),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    ceremony: z.string(),
    chainId: z.number().int(),
    sequence: z.number().int().min(0),
    /** Hash of the entry before; of the first, 32 zero bytes. */
    previous: hash,
    step: z.string(),
    at: z.iso.datetime(),
    evidence: z.unknown(),
  }),
});
export type Statement = z.output<typeof statementSchema>;

export const beginning = `0x${"0".repeat(64)}`;

/** What every statement is about first: the plan, by the digest of its canonical form. */
export function planSubject(plan: Plan): Statement["subject"][number] {
  const sha256 = createHash("sha256").update(canonicalJson(plan)).digest("hex");
  return { name: `${plan.ceremony}/plan`, digest: { sha256 } };
}

export function enclose(statement: Statement): Envelope {
  return { payload: Buffer.from(canonicalJson(statement)).toString("base64"), payloadType, signatures: [] };
}

/** @throws Refusal unless the envelope holds a statement of a ceremony, written in the one canonical way. */
export function openEnvelope(envelope: Envelope, entry: number): Statement {
  const refuse = (reason: string) => new Refusal("malformed", reason, entry);
  if (envelope.payloadType !== payloadType) throw refuse(`its payload is of another type: ${envelope.payloadType}`);
  const text = Buffer.from(envelope.payload, "base64").toString("utf8");
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw refuse("its payload is no JSON");
  }
  const { data, error } = statementSchema.safeParse(given);
  if (error) throw refuse(`its payload is no statement of a ceremony: ${z.prettifyError(error)}`);
  // A key given twice, or a number in another notation, would read differently elsewhere.
  if (canonicalJson(data) !== text) throw refuse("its payload is not in canonical form");
  return data;
}
