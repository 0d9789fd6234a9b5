import { policies } from "../../../policies/registry";
import { fromCheckpoint, readCheckpoint } from "../../../policies/reports/checkpoint";
import { assess, type FindWaiver, type Occasion } from "../../../policies/reports/judge";
import type { Report } from "../../../policies/reports/model";
import { checkpointOf } from "../checkpoint";
import { type Described, unknown } from "../engine-stub";
import { foundationWith } from "../foundation";

export const waiver = { reason: "until <the move>", approver: "security", ticket: "SEC-1", expires: "2027-01-31" };
export const waiveDatabase: FindWaiver = (policy) => (policy === "rds-multi-az" ? waiver : undefined);

/** What `pulumi stack export` would write. */
export function exported(resources: readonly Described[]): string {
  return JSON.stringify(checkpointOf(resources));
}

export function reportOn(
  resources: readonly Described[],
  findWaiver?: FindWaiver,
  changes: Partial<Occasion> = {},
): Report {
  return assess(policies, fromCheckpoint(readCheckpoint(exported(resources), "test")), {
    ...{ stack: "mainnet", environment: "mainnet", judged: "state", createdAt: new Date("2026-11-24T00:00:00Z") },
    ...(findWaiver && { findWaiver }),
    ...changes,
  });
}

export const singleZone = foundationWith("database", { multiAz: false });
export const undecidedZone = foundationWith("database", { multiAz: unknown });
