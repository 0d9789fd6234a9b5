import { Connection } from "../../connection";
import { parseProviderConfig } from "../../provider-config";
import { UserError } from "../../user-error";
import type { CheckResult } from "../../verification/checks";
import { type Exception, verifyRecorded, type WaitingCheck } from "../../verification/recorded";
import { recordedSettings } from "../drift/recorded-settings";
import { type ChainResource, readChainResources, type StateSource } from "../drift/stack-state";

export interface CheckOptions extends StateSource {
  /** Endpoints to ask instead of the stack's own. */
  readonly rpcUrl?: readonly string[];
}

/** What a chain says to every check of one verification. */
export interface CheckReport {
  /** Of the verification, in the program. */
  readonly name: string;
  readonly chainId: string;
  /** At which all were asked. */
  readonly blockNumber: string;
  readonly results: readonly CheckResult[];
  readonly failing: readonly CheckResult[];
  /** What does not hold before owners have acted. */
  readonly waiting: readonly WaitingCheck[];
  /** Checks that expect something else for a while, and why. */
  readonly exceptions: readonly Exception[];
}

/** Asks the chains every check of a stack's verifications. Nothing is written or sent. */
export async function checkStack({ rpcUrl, ...source }: CheckOptions): Promise<readonly CheckReport[]> {
  const verifications = (await readChainResources(source)).filter(
    ({ resource }) => resource.type === "safes:index:Verification",
  );
  if (verifications.length === 0) {
    throw new UserError({
      what: "the stack's state holds no verification",
      where: source.state ?? `stack ${source.stack}`,
      fix: "its phase is before contracts, or `pulumi up` has not been through yet",
    });
  }
  return Promise.all(verifications.map((each) => check(each, rpcUrl)));
}

async function check({ name, resource, provider }: ChainResource, rpcUrl?: readonly string[]): Promise<CheckReport> {
  const parsed = parseProviderConfig(recordedSettings(provider.inputs, rpcUrl));
  if ("failures" in parsed) {
    const got = parsed.failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ");
    throw new UserError({ what: "the provider in the stack's state is not one of this project", where: name, got });
  }
  const connection = new Connection(parsed.inputs);
  const chain = await connection.read();
  return {
    name,
    chainId: `${connection.chainId}`,
    blockNumber: `${chain.blockNumber}`,
    ...(await verifyRecorded(chain, resource.inputs)),
  };
}
