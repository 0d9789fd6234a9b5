import type { Wallet } from "ethers";
import { practiceWallet } from "../../../keys-ceremony/practice/keys";
import { type Envelope, hashOf, textToSign, withSignature } from "../../../keys-ceremony/transcript/envelope";
import { parseTranscript } from "../../../keys-ceremony/transcript/file";
import { beginning } from "../../../keys-ceremony/transcript/statement";
import { canonicalJson } from "../../../safes/proposals/canonical-json";

// biome-ignore lint/suspicious/noExplicitAny: whatever a forger may write
export type Forged = any;

const wallets = new Map<string, Wallet>();

/** A transcript in the hands of somebody who may have everybody's keys. */
export class Forgery {
  envelopes: Envelope[];

  constructor(
    text: string,
    private readonly ceremony: string,
  ) {
    this.envelopes = parseTranscript(text);
  }

  get text(): string {
    return this.envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join("");
  }

  find(step: string): number {
    return this.envelopes.findIndex((_, index) => this.statement(index).predicate.step === step);
  }

  statement(index: number): Forged {
    return JSON.parse(Buffer.from(this.envelopes[index]?.payload ?? "", "base64").toString());
  }

  /** Changes a statement and leaves chain and signatures as they are. */
  alter(step: string, change: (statement: Forged) => void): this {
    const index = this.find(step);
    const statement = this.statement(index);
    change(statement);
    this.put(index, canonicalJson(statement));
    return this;
  }

  put(index: number, payload: string): this {
    this.envelopes[index] = { ...this.envelope(index), payload: Buffer.from(payload).toString("base64") };
    return this;
  }

  envelope(index: number): Envelope {
    return this.envelopes[index] as Envelope;
  }

  sign(index: number, name: string, envelope = this.envelope(index)): Envelope {
    const wallet = wallets.get(name) ?? practiceWallet(this.ceremony, name);
    wallets.set(name, wallet);
    return withSignature(envelope, wallet.signMessageSync(textToSign(hashOf(envelope))));
  }

  /** Makes the chain whole again from an entry on, and has the first `count` of the participants sign it. */
  rechain(from: number, { to = this.envelopes.length - 1, count = 10 } = {}): this {
    const signers = this.participants().slice(0, count);
    for (let index = from; index <= to; index++) {
      const statement = this.statement(index);
      statement.predicate.sequence = index;
      statement.predicate.previous = index === 0 ? beginning : hashOf(this.envelope(index - 1));
      this.put(index, canonicalJson(statement));
      let envelope: Envelope = { ...this.envelope(index), signatures: [] };
      for (const participant of signers) envelope = this.sign(index, `participant ${participant}`, envelope);
      this.envelopes[index] = envelope;
    }
    return this;
  }

  /** Changes a statement, and everybody signs it; what follows is left, because an entry is judged before the next. */
  rewrite(step: string, change: (statement: Forged) => void): this {
    const index = this.find(step);
    return this.alter(step, change).rechain(index, { to: index });
  }

  private participants(): string[] {
    return Object.keys(this.statement(0).predicate.evidence.plan.participants);
  }
}
