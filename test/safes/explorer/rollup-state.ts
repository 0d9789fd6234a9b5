import { writeFileSync } from "node:fs";
import { Governance } from "../../../infra/governance";
import { L1Contracts } from "../../../infra/l1-contracts";
import { planCreation } from "../../../safes/contract/creation";
import { contractInputs } from "../../../safes/contract/inputs";
import { SINGLETON_FACTORY } from "../../../safes/deployer";
import { planTimelock } from "../../../safes/timelock/address";
import { accountOf, l1Arguments } from "../../infra/l1-contracts/l1-parameters";
import { type RecordedResource, Recording } from "../../infra/recorded-resources";
import { governanceOwners } from "../prove/governance";

export const chainId = 84532;
export const deployer = accountOf("deployer");

const providerUrn = "urn:pulumi:test::jeju::pulumi:providers:safes::l1";

/** A resource of a stack's state. */
export interface StateEntry {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly provider: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What governs the rollup and its contracts on L1, as the program makes them and the state has them. */
export async function recordRollup(): Promise<readonly StateEntry[]> {
  const recording = await Recording.of(() => {
    const [operations, upgrades, treasury] = governanceOwners;
    if (!operations || !upgrades || !treasury) throw new Error("there are three Safes");
    const safes = { operations, upgrades, treasury };
    new Governance("control", { safes, minDelaySeconds: 172_800, protectData: true });
    new L1Contracts("l1", { ...l1Arguments, deployer });
  }, outputsOf);
  const created = ["Safe", "Timelock", "Contract"].flatMap((kind) => recording.ofType(`safes:index:${kind}`));
  const signer = { type: "safes:index:SignerAddress", name: "deployer", inputs: { keyId: "alias/deployer" } };
  return [...created, signer].map((resource) => {
    const outputs = outputsOf(resource);
    const urn = `urn:pulumi:test::jeju::${resource.type}::${resource.name}`;
    return {
      urn,
      type: resource.type,
      id: outputs.address,
      provider: `${providerUrn}::1`,
      inputs: resource.inputs,
      outputs,
    };
  });
}

export function writeState(file: string, resources: readonly StateEntry[]): void {
  const inputs = { chainId: `${chainId}`, environment: "testnet" };
  const provider = { urn: providerUrn, type: "pulumi:providers:safes", id: "1", inputs };
  writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: [provider, ...resources] } }));
}

/** What the provider answers, as far as it matters here. */
function outputsOf({ type, name, inputs }: RecordedResource): { readonly address: string; readonly factory: string } {
  const factory = SINGLETON_FACTORY;
  switch (type) {
    case "safes:index:Contract":
      return { address: planCreation(contractInputs.parse(inputs), factory).address, factory };
    case "safes:index:Timelock": {
      // Inputs of a checkpoint are untyped; the provider has checked these.
      const origin = inputs as unknown as Parameters<typeof planTimelock>[0];
      return { address: planTimelock({ ...origin, salt: BigInt(origin.salt) }, deployer, factory).address, factory };
    }
    default:
      return { address: accountOf(name), factory };
  }
}
