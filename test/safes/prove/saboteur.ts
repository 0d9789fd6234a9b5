import type { Fault, FaultyRpc } from "../faulty-rpc";

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The request at which somebody is killed. */
export interface Ambush {
  /** Counted over all endpoints, from 1. */
  readonly request: number;
  /** Only requests that send a transaction are counted. */
  readonly isSend: boolean;
  /** Whether the chain still gets it; the answer reaches nobody. */
  readonly isForwarded: boolean;
  strike(method: string): void;
}

/** Sits between a provider and its chain: makes endpoints fail now and then, and stops all of them at an ambush. */
export class Saboteur {
  /** Of the `up` that goes on. */
  readonly counts = { all: 0, sends: 0 };
  private isHeld = false;
  private ambush: Ambush | undefined;

  constructor(
    proxies: readonly FaultyRpc[],
    private readonly random: Random,
    /** Share of requests that meet a fault. */
    private readonly faultRate: number,
  ) {
    for (const proxy of proxies) proxy.fault = ({ method }) => this.meet(method);
  }

  /** For the `up` that begins. */
  lay(ambush?: Ambush): void {
    Object.assign(this.counts, { all: 0, sends: 0 });
    this.ambush = ambush;
  }

  /** From now on everything gets through again. */
  leave(): void {
    this.isHeld = false;
    this.ambush = undefined;
  }

  private meet(method: string): Fault | undefined {
    if (this.isHeld) return { kind: "silence" };
    const isSend = method === "eth_sendRawTransaction";
    this.counts.all++;
    if (isSend) this.counts.sends++;
    if (this.ambush && this.isReached(this.ambush, isSend)) {
      this.isHeld = true;
      this.ambush.strike(method);
      return this.ambush.isForwarded ? { kind: "lost" } : { kind: "silence" };
    }
    return this.random() < this.faultRate ? this.anyFault() : undefined;
  }

  private isReached({ request, isSend }: Ambush, isNowSend: boolean): boolean {
    return isSend ? isNowSend && this.counts.sends === request : this.counts.all === request;
  }

  private anyFault(): Fault {
    const faults: readonly Fault[] = [
      { kind: "delay", ms: 50 + Math.floor(this.random() * 300) },
      { kind: "status", status: 500 },
      { kind: "status", status: 429 },
      { kind: "reset" },
      { kind: "lost" },
    ];
    return faults[Math.floor(this.random() * faults.length)] as Fault;
  }
}
