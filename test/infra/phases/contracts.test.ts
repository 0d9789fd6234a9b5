import * as pulumi from "@pulumi/pulumi";
import { getAddress, id } from "ethers";
import type { ConfigOf } from "../../../infra/config";
import { checkConfig } from "../../../infra/config/check";
import { Keys } from "../../../infra/keys";
import { l1Provider } from "../../../infra/l1-provider";
import { enterContracts } from "../../../infra/phases/contracts";
import { enterControl } from "../../../infra/phases/control";
import { allOwners, owners, stackFile } from "../config/stack-files";
import { Recording } from "../recorded-resources";

const challenger = owners(1)[0] ?? "";

async function enter(stack: "testnet" | "mainnet", changes: Readonly<Record<string, unknown>> = {}) {
  const checked = checkConfig(stackFile(stack, { phase: "contracts", ...allOwners(), ...changes }));
  const config = { ...checked, stack } as ConfigOf<"contracts">;
  const { accountId, region } = config;
  return Recording.of(
    () => {
      const keys = new Keys("keys", { accountId, region, prefix: "jeju-test", protectData: true });
      enterContracts(config, { keys, ...enterControl(config, { keys, l1: l1Provider(config) }) });
    },
    ({ type, name }) => {
      if (type === "safes:index:Block") return { timestampSeconds: 1_700_000_000 };
      return type.startsWith("safes:") ? { address: addressOf(name) } : {};
    },
  );
}

/** The address that the mocks give to a resource. */
const addressOf = (name: string) => getAddress(`0x${id(name).slice(-40)}`);

/** What the contracts are to answer, as the verification has it. */
const expected = (recording: Recording, wanted: string) => {
  const checks = recording.inputs("safes:index:Verification").checks as readonly { id: string; expected: unknown }[];
  return checks.find(({ id }) => id === wanted)?.expected;
};

describe("the phase contracts", () => {
  it("takes the account of a key that a ceremony made elsewhere, and asks KMS for the others", async () => {
    const [batcher = "", sequencer = ""] = owners(2);
    const { contracts } = checkConfig(stackFile("testnet"));
    const recording = await enter("testnet", { contracts: { ...contracts, signers: { batcher, sequencer } } });
    const asked = recording.ofType("safes:index:SignerAddress").map(({ name }) => name);
    expect(asked.sort()).toEqual(["jeju-testnet-deployer", "jeju-testnet-proposer"]);
    expect(expected(recording, "SystemConfig.unsafeBlockSigner")).toBe(sequencer);
    expect(expected(recording, "SystemConfig.batcherHash")).toBe(
      `0x${"0".repeat(24)}${batcher.slice(2).toLowerCase()}`,
    );
  });

  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  afterEach(() => warn.mockClear());
  afterAll(() => warn.mockRestore());

  it("takes the accounts of the keys for their roles, and the Safes and the timelock for theirs", async () => {
    const recording = await enter("testnet");
    const roles = recording.ofType("safes:index:SignerAddress").map(({ name }) => name);
    expect(roles.sort()).toEqual(
      ["batcher", "deployer", "proposer", "sequencer"].map((role) => `jeju-testnet-${role}`),
    );
    expect({
      owner: expected(recording, "SystemConfig.owner"),
      guardian: expected(recording, "SuperchainConfig.guardian"),
      challenger: expected(recording, "L2OutputOracle.challenger"),
      proposer: expected(recording, "L2OutputOracle.proposer"),
      signer: expected(recording, "SystemConfig.unsafeBlockSigner"),
      admin: expected(recording, "ProxyAdmin.owner"),
      period: expected(recording, "L2OutputOracle.finalizationPeriodSeconds"),
    }).toEqual({
      owner: addressOf("jeju-testnet-governance-operations"),
      guardian: addressOf("jeju-testnet-governance-operations"),
      challenger: addressOf("jeju-testnet-governance-operations"),
      proposer: addressOf("jeju-testnet-proposer"),
      signer: addressOf("jeju-testnet-sequencer"),
      admin: addressOf("jeju-testnet-governance-timelock"),
      period: 86_400,
    });
  });

  it("lets the configuration name another challenger, and exceptions from checks", async () => {
    const reason = "half the gas until the audit of May";
    const recording = await enter("testnet", {
      "contracts.challenger": challenger,
      "contracts.exceptions": [{ check: "SystemConfig.gasLimit", expected: 30_000_000, reason }],
    });
    expect(expected(recording, "L2OutputOracle.challenger")).toBe(challenger);
    expect(recording.inputs("safes:index:Verification").overrides).toEqual([
      { id: "SystemConfig.gasLimit", expected: 30_000_000, reason },
    ]);
  });

  it("warns on mainnet of contracts that were published before their release", async () => {
    await enter("mainnet");
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      "pre-releases on mainnet: OptimismPortal 2.8.1-beta.1, SystemConfig 2.3.0-beta.2; have them audited, or name audited ones in contracts.artifacts",
    ]);
    warn.mockClear();
    await enter("testnet");
    expect(warn).not.toHaveBeenCalled();
  });
});
