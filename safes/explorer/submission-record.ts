import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { replaceFile } from "../proposal-folder";

/** How far a submission is, as it lies beside its request. */
const shape = z.strictObject({
  explorer: z.string(),
  /** Keccak-256 of the request's file. */
  request: z.string(),
  state: z.enum(["pending", "verified", "refused"]),
  guid: z.string().optional(),
  /** What the explorer said last. */
  answer: z.string(),
});
export type SubmissionRecord = z.output<typeof shape>;

/** @returns nothing for another explorer or request: what it knew is of no use then. */
export function readRecord(requestFile: string, explorer: string, request: string): SubmissionRecord | undefined {
  const file = recordFile(requestFile);
  if (!existsSync(file)) return undefined;
  const record = shape.parse(JSON.parse(readFileSync(file, "utf8")));
  return record.explorer === explorer && record.request === request ? record : undefined;
}

export function writeRecord(requestFile: string, record: SubmissionRecord): void {
  replaceFile(recordFile(requestFile), `${JSON.stringify(record, undefined, 2)}\n`);
}

function recordFile(requestFile: string): string {
  return requestFile.replace(/\.json$/, ".submission.json");
}
