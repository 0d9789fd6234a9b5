import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../read-text";
import { type Envelope, envelopeSchema } from "./envelope";
import { Refusal } from "./refusal";

/** Where a ceremony keeps its transcript. */
export function transcriptFile(folder: string): string {
  return join(folder, "transcript.jsonl");
}

/** One envelope a line. @throws Refusal for a line that is none */
export function parseTranscript(text: string): Envelope[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, entry) => {
      let given: unknown;
      try {
        given = JSON.parse(line);
      } catch {
        throw new Refusal("malformed", "the line is no JSON", entry);
      }
      const { data } = envelopeSchema.safeParse(given);
      if (!data) throw new Refusal("malformed", "the line is no DSSE envelope", entry);
      return data;
    });
}

/** @throws UserError for a file that cannot be read, Refusal for one that is no transcript */
export function readTranscript(file: string): Envelope[] {
  return parseTranscript(readTranscriptText(file));
}

/** @throws UserError */
export function readTranscriptText(file: string): string {
  return readText(file, "the transcript", "name the transcript.jsonl of a ceremony");
}

export function appendEnvelope(file: string, envelope: Envelope): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeWhole(file, `${before}${JSON.stringify(envelope)}\n`);
}

/** Writes beside and renames: a power cut leaves the old file or the new one, never half of it. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text, { flush: true });
  renameSync(beside, file);
}
