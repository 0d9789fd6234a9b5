import { type CheckpointResource, fromCheckpoint } from "./checkpoint";
import type { Judged } from "./judge";

interface StepState {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown> | null;
  readonly outputs?: Record<string, unknown> | null;
  readonly parent?: string;
  readonly provider?: string;
  readonly protect?: boolean;
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly new?: StepState | null;
}

interface PreviewEvent {
  readonly resourcePreEvent?: { readonly metadata: Step };
  readonly resOutputsEvent?: { readonly metadata: Step };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
}

/**
 * The resources that a preview plans, from the engine's events. The events tell no dependencies between properties, so
 * more is undecided here than in the pack itself, which the engine tells them.
 */
export function fromPreview(events: readonly PreviewEvent[]): readonly Judged[] {
  const planned = new Map<string, CheckpointResource>();
  for (const event of events) {
    const step = event.resOutputsEvent?.metadata ?? event.resourcePreEvent?.metadata;
    const state = step?.new;
    if (!step || !state || step.op.startsWith("delete") || step.op === "discard") continue;
    const { inputs, outputs, parent, provider, protect } = state;
    planned.set(step.urn, {
      ...{ urn: step.urn, type: step.type, protect: protect ?? false },
      ...(inputs && { inputs }),
      ...(outputs && { outputs }),
      ...(parent && { parent }),
      ...(provider && { provider }),
    });
  }
  return fromCheckpoint([...planned.values()]);
}

/** The events of a streaming JSON preview; what else stands between them is passed over. */
export function readEvents(text: string): readonly PreviewEvent[] {
  return text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as PreviewEvent] : []));
}
