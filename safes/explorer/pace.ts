import { setTimeout as sleep } from "node:timers/promises";

/** Time, which tests make their own. */
export interface Pace {
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

export const realPace: Pace = { now: Date.now, pause: (milliseconds) => sleep(milliseconds) };
