import { executeProposal } from "../../safes/cli/execute/execution";
import type { Connection } from "../../safes/connection";
import type { Call } from "../../safes/plugin/provider";
import { createProposal } from "../../safes/proposals/proposal";
import type { Proposal } from "../../safes/proposals/proposal-schema";
import type { SafeSettings } from "../../safes/proposals/safe-state";
import type { SafeCall } from "../../safes/proposals/transaction";
import { observeSafe, type SafeObservation } from "../../safes/safe/observation";
import { UserError } from "../../safes/user-error";
import type { RehearsedOwners } from "./owners";

/** Outside of the engine: nobody listens, nothing is a preview. */
export const alone: Call = { preview: false, signal: new AbortController().signal, secrets: new Set() };

export interface SafeAction {
  readonly description: string;
  readonly calls: readonly SafeCall[];
  /** What the Safe is to be afterwards. Default: what it is. */
  readonly wanted?: SafeSettings;
}

/** A Safe whose owners the rehearsal stands in for. */
export class ActingSafe {
  constructor(
    private readonly connection: Connection,
    private readonly owners: RehearsedOwners,
    readonly address: string,
  ) {}

  async observe(): Promise<SafeObservation> {
    const observed = await observeSafe(await this.connection.read(), this.connection.chainId, this.address);
    if (!observed) throw new UserError({ what: "there is no Safe", where: this.address });
    return observed;
  }

  /** Proposed, signed by as many owners as it takes, and executed; no file is written. */
  async act({ description, calls, wanted }: SafeAction): Promise<void> {
    const proposal = createProposal({
      state: await this.observe(),
      calls,
      description,
      origin: { stack: "rehearsal", urn: "rehearsal" },
      createdAt: new Date().toISOString(),
      ...(wanted && { wanted }),
    });
    await this.execute(await this.owners.signEnough(proposal));
  }

  async execute(signed: Proposal): Promise<void> {
    await executeProposal(this.connection, signed, alone);
  }
}
