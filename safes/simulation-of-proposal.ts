import type { Connection } from "./connection";
import type { Proposal, Simulation } from "./proposals/proposal-schema";

export async function simulate(_connection: Connection, _proposal: Proposal): Promise<Simulation> {
  return { outcome: "none", reason: "nobody has simulated it yet" };
}
