import { covers, type ReadWaivers, type Waiver } from "./waiver";

/** The waivers in force during one run, and which of them were needed. */
export class WaiverBook {
  private readonly used = new Set<Waiver>();

  constructor(private readonly read: ReadWaivers = { inForce: [], problems: [] }) {}

  get inForce(): readonly Waiver[] {
    return this.read.inForce;
  }

  get problems(): readonly string[] {
    return this.read.problems;
  }

  /** Those that have met no violation so far. */
  get unused(): readonly Waiver[] {
    return this.read.inForce.filter((waiver) => !this.used.has(waiver));
  }

  /** The waiver of a policy's violation by a resource, or by the stack as a whole. */
  find(policy: string, resource?: { readonly urn: string; readonly name: string }): Waiver | undefined {
    const found = this.read.inForce.filter((waiver) => waiver.policy === policy && covers(waiver, resource));
    for (const waiver of found) this.used.add(waiver);
    // The one that holds longest is the one that decides until when.
    return found.reduce<Waiver | undefined>(
      (best, next) => (best && best.expires >= next.expires ? best : next),
      undefined,
    );
  }
}
