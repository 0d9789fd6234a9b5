import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "../../safes/proposals/canonical-json";
import type { Plan } from "../plan/schema";
import { type Envelope, hashOf, textToSign, withSignature } from "../transcript/envelope";
import { appendEnvelope, readTranscript, transcriptFile, writeWhole } from "../transcript/file";
import { Refusal } from "../transcript/refusal";
import { advance, judge, replay, signaturesThatCount } from "../transcript/replay";
import {
  beginning,
  enclose,
  openEnvelope,
  planSubject,
  predicateType,
  type Statement,
  statementType,
} from "../transcript/statement";
import type { Hands } from "./hands";
import { KeptProofs, proofsFile } from "./kept-proofs";
import { nextStep, requireTurn } from "./order";
import { type CeremonyState, ceremonyIdOf, initialState } from "./state";
import type { Artefact } from "./step";
import type { Vault } from "./vault";

const waitingName = "waiting.json";

/** A ceremony in a folder: its transcript, what it publishes, and an entry that still waits for signatures. */
export class Ceremony {
  private readonly keptProofs: KeptProofs;

  private constructor(
    private readonly folder: string,
    private current: CeremonyState,
    private readonly hands: Hands,
    private readonly vault: Vault,
  ) {
    this.keptProofs = new KeptProofs(folder);
  }

  /** Begins, or goes on where an earlier run stopped. @throws Refusal for a folder of another plan */
  static open(folder: string, plan: Plan, hands: Hands, vault: Vault): Ceremony {
    mkdirSync(folder, { recursive: true });
    const file = transcriptFile(folder);
    const state = existsSync(file) ? replay(readTranscript(file)) : initialState(plan);
    if (state.ceremonyId !== ceremonyIdOf(plan)) {
      throw new Refusal(
        "wrong-ceremony",
        `the folder ${folder} holds a ceremony of another plan`,
        undefined,
        "name another folder",
      );
    }
    return new Ceremony(folder, state, hands, vault);
  }

  get state(): CeremonyState {
    return this.current;
  }

  get next(): string | undefined {
    return nextStep(this.current)?.name;
  }

  /** Runs what is left. */
  async finish(onStep: (name: string) => void = () => {}): Promise<CeremonyState> {
    for (let name = this.next; name !== undefined; name = this.next) {
      onStep(name);
      await this.run(name);
    }
    return this.current;
  }

  /** One step: run, judged like anybody else's, signed, appended. @throws Refusal when it is not its turn */
  async run(name: string): Promise<CeremonyState> {
    const waiting = this.waiting;
    const envelope = waiting?.step === name ? waiting.envelope : await this.make(name);
    const statement = openEnvelope(envelope, this.current.entries);
    const judged = judge(this.current, statement, this.current.entries);
    this.keepWaiting(envelope);
    await this.hands.announce(statement, hashOf(envelope));
    const signed = await this.collectSignatures(judged, envelope);
    this.current = advance(this.current, signed);
    appendEnvelope(transcriptFile(this.folder), signed);
    rmSync(this.waitingFile, { force: true });
    this.keptProofs.forget();
    return this.current;
  }

  private async make(name: string): Promise<Envelope> {
    const step = requireTurn(this.current, name);
    const hands = this.keptProofs.around(this.hands, this.current);
    const { evidence, artefacts = [] } = await step.run(this.current, hands, this.vault);
    for (const { name: file, content } of artefacts) await this.hands.publish(file, content);
    return enclose(this.describe(name, evidence, artefacts));
  }

  private describe(step: string, evidence: unknown, artefacts: readonly Artefact[]): Statement {
    const { plan, entries, head } = this.current;
    return {
      _type: statementType,
      subject: [
        planSubject(plan),
        ...artefacts.map(({ name, content }) => ({
          name,
          digest: { sha256: createHash("sha256").update(content).digest("hex") },
        })),
      ],
      predicateType,
      predicate: {
        ceremony: plan.ceremony,
        chainId: plan.l1ChainId,
        sequence: entries,
        previous: head,
        step,
        at: this.hands.now().toISOString(),
        // As it will be read: undefined fields are no fields.
        evidence: JSON.parse(canonicalJson(evidence)),
      },
    };
  }

  private async collectSignatures(judged: CeremonyState, envelope: Envelope): Promise<Envelope> {
    const text = textToSign(hashOf(envelope));
    let signed = envelope;
    for (const participant of judged.present) {
      const counting = signaturesThatCount(judged, signed);
      if (counting.length >= judged.plan.transcriptThreshold) return signed;
      if (counting.includes(participant)) continue;
      const signature = await this.hands.sign(participant, text);
      if (signature === undefined) continue;
      const candidate = withSignature(signed, signature);
      // What does not count is not kept: a transcript holds no noise.
      if (!signaturesThatCount(judged, candidate).includes(participant)) continue;
      signed = candidate;
      this.keepWaiting(signed);
    }
    return signed;
  }

  private get waitingFile(): string {
    return join(this.folder, waitingName);
  }

  /** So that a power cut between the dice and the last signature costs no second throw, and no second signature. */
  private keepWaiting(envelope: Envelope): void {
    writeWhole(this.waitingFile, JSON.stringify(envelope));
  }

  /** The entry of an interrupted step, unless another one has been appended since. */
  private get waiting() {
    const waiting = readWaiting(this.folder, this.current.head);
    return waiting?.plan === planSubject(this.current.plan).digest.sha256 ? waiting : undefined;
  }
}

/** The step of which an entry waits for signatures, if any. `head` is that of the transcript so far. */
export function waitingStep(folder: string, head = beginning): string | undefined {
  return readWaiting(folder, head)?.step;
}

function readWaiting(folder: string, head: string) {
  const file = join(folder, waitingName);
  const [envelope] = existsSync(file) ? readTranscript(file) : [];
  if (!envelope) return undefined;
  const { subject, predicate } = openEnvelope(envelope, 0);
  if (predicate.previous !== head) return undefined;
  return { step: predicate.step, plan: subject[0]?.digest.sha256, envelope };
}

/** Everything by which a ceremony goes on in a folder. */
export function filesOf(folder: string): string[] {
  return [transcriptFile(folder), join(folder, waitingName), proofsFile(folder)];
}
