import { ZeroAddress } from "ethers";
import { z } from "zod";
import { address, knowable, uint } from "../inputs";
import { type CheckFailure, UNKNOWN } from "../plugin/provider";

/** 48 h: what those who disagree with an upgrade have to leave. */
const MAINNET_FLOOR_SECONDS = 172_800;
/** 100 years; more is a wrong unit. OpenZeppelin has no limit, and a delay that never ends locks everything behind it. */
const CEILING_SECONDS = 3_155_760_000;

const accounts = knowable(z.array(knowable(address)));

export const timelockInputs = z.strictObject({
  minDelaySeconds: knowable(z.int().min(0).max(CEILING_SECONDS, "is more than 100 years; the unit is seconds")),
  proposers: accounts,
  executors: accounts,
  cancellers: accounts.default([]),
  salt: uint,
});
export type TimelockInputs = z.output<typeof timelockInputs>;

/** The chain does not know what makes its address: of one that was imported the state has no salt. */
export const recordedTimelock = timelockInputs.partial({ salt: true });

/** What would make a timelock that delays nothing, or that nobody can use. */
export function refuseTimelock(inputs: TimelockInputs, environment: "testnet" | "mainnet"): CheckFailure[] {
  const { minDelaySeconds, proposers, executors, cancellers } = inputs;
  const failures: CheckFailure[] = [];
  if (environment === "mainnet" && minDelaySeconds !== UNKNOWN && minDelaySeconds < MAINNET_FLOOR_SECONDS) {
    const reason = `is ${minDelaySeconds}; on mainnet ${MAINNET_FLOOR_SECONDS} (48 h) or more`;
    failures.push({ property: "minDelaySeconds", reason });
  }
  if (proposers !== UNKNOWN && proposers.length === 0) {
    failures.push({
      property: "proposers",
      reason: "is empty: nobody could ever schedule anything, not even a repair",
    });
  }
  if (executors !== UNKNOWN && executors.length === 0) {
    failures.push({
      property: "executors",
      reason: "is empty: nothing that is due could be executed; the zero address means anyone",
    });
  }
  const lists = [
    ["proposers", proposers],
    ["cancellers", cancellers],
  ] as const;
  for (const [property, list] of lists) {
    if (list === UNKNOWN) continue;
    for (const [index, account] of list.entries()) {
      if (account !== ZeroAddress) continue;
      failures.push({
        property: `${property}[${index}]`,
        reason: "is the zero address: only an executor may be anyone",
      });
    }
  }
  return failures;
}
