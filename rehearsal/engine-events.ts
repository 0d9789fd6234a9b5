import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** The part of Pulumi's engine events (sdk/go/common/apitype/events.go) that a rehearsal reads. */
export interface EngineEvent {
  readonly resOutputsEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      readonly type: string;
      readonly detailedDiff?: Record<string, unknown> | null;
    };
  };
  readonly policyEvent?: {
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly resourceUrn?: string;
    readonly message: string;
  };
  readonly policyAnalyzeSummaryEvent?: { readonly passed?: readonly string[] };
  readonly policyAnalyzeStackSummaryEvent?: { readonly passed?: readonly string[] };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
}

/** Told of every resource with the names of all policies, and read by nobody; no text has its quotes unescaped. */
const skipped = '"policyRemediateSummaryEvent":';

/** The file of `--event-log`, one JSON event a line, read while the engine still writes it. */
export class EventLog {
  private offset = 0;
  private rest = "";
  private readonly decoder = new StringDecoder("utf8");
  private readonly events: EngineEvent[] = [];

  constructor(readonly file: string) {
    rmSync(file, { force: true });
  }

  /** All events so far; each byte is read once, and a line that is not finished yet waits for the next call. */
  read(): readonly EngineEvent[] {
    if (!existsSync(this.file)) return this.events;
    const descriptor = openSync(this.file, "r");
    try {
      const chunk = Buffer.alloc(1 << 16);
      for (let size = readSync(descriptor, chunk, 0, chunk.length, this.offset); size > 0; ) {
        this.offset += size;
        this.rest += this.decoder.write(chunk.subarray(0, size));
        size = readSync(descriptor, chunk, 0, chunk.length, this.offset);
      }
    } finally {
      closeSync(descriptor);
    }
    const lines = this.rest.split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() && !line.includes(skipped)) this.events.push(JSON.parse(line));
    return this.events;
  }
}
