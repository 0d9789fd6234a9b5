import * as pulumi from "@pulumi/pulumi";
import { type ChainDescription, describeChain } from "../../infra/chain-description";
import { reaches } from "../../infra/config";
import { checkConfig } from "../../infra/config/check";
import { PROXIED_NAMES } from "../../infra/l1-contracts/set";
import { checkParameters } from "../../infra/l2/parameter-rules";
import { conventionalBatchInbox } from "../../infra/l2/parameters";
import { allOwners, stackFile } from "./config/stack-files";
import { addressOf } from "./l2/chain-parameters";

const outputs = <Name extends string>(names: readonly Name[], first: number) =>
  Object.fromEntries(names.map((name, index) => [name, pulumi.output(addressOf(first + index))])) as Record<
    Name,
    pulumi.Output<string>
  >;

function describeStack(
  stack: "testnet" | "mainnet",
  changes: Readonly<Record<string, unknown>> = {},
): Promise<ChainDescription> {
  const config = { ...checkConfig(stackFile(stack, { ...allOwners(), phase: "contracts", ...changes })), stack };
  if (!reaches(config, "contracts")) throw new Error("the stack does not reach the contracts");
  const description = describeChain(
    config,
    { safes: outputs(["operations", "upgrades", "treasury"], 100), timelockAddress: pulumi.output(addressOf(110)) },
    {
      contracts: {
        addresses: outputs([...PROXIED_NAMES, "AddressManager", "ProxyAdmin"], 120),
        implementations: outputs(PROXIED_NAMES, 140),
      },
      startingBlock: {
        number: pulumi.output(41_000_000),
        hash: pulumi.output(`0x${"b1".repeat(32)}`),
        timestampSeconds: pulumi.output(1_763_990_000),
      },
      signers: outputs(["deployer", "batcher", "proposer", "sequencer"], 160),
      batchInbox: conventionalBatchInbox(config.l2.chainId),
    },
  );
  return new Promise((resolve) => description.apply(resolve));
}

describe("the description of a stack's chain", () => {
  it("is one from which the chain's files are made", async () => {
    for (const stack of ["testnet", "mainnet"] as const) {
      const { parameters } = await describeStack(stack);
      expect(() => checkParameters(parameters)).not.toThrow();
    }
  });

  it("has the timelock upgrade L2, and every fee go to the Treasury Safe on L1", async () => {
    const { parameters } = await describeStack("mainnet", { "l2.minimumFeeWithdrawalWei": "5" });
    const vault = { recipient: addressOf(102), minimumWithdrawalWei: "5", network: "l1" };
    expect(parameters.feeVaults).toEqual({ sequencerFee: vault, baseFee: vault, l1Fee: vault });
    expect(parameters.proxyAdminOwnerOnL1).toBe(addressOf(110));
    expect(parameters.batcher).toBe(addressOf(161));
  });

  it("takes ids, times, forks and gas from the stack's file, and the rest from the chain", async () => {
    const { parameters } = await describeStack("testnet", { "l2.forks": { fjord: 7_200 }, "l2.gasLimit": 40_000_000 });
    expect(parameters).toMatchObject({
      l1: { chainId: 84532, genesisBlock: { number: 41_000_000, timestampSeconds: 1_763_990_000 } },
      l2: { chainId: 420690, blockTimeSeconds: 2, gasLimit: 40_000_000, sequencerWindowL1Blocks: 21_600 },
      forks: { fjord: 7_200 },
      batchInbox: "0xff00000000000000000000000000000000420690",
    });
  });

  it("is JSON, as outputs of a stack are", async () => {
    const description = await describeStack("testnet");
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  });

  it("tells users where the network is", async () => {
    expect((await describeStack("testnet")).endpoints).toEqual({
      title: "Jeju Testnet",
      rpcUrl: "https://rpc.testnet.jeju.network",
      wsUrl: "wss://ws.testnet.jeju.network",
      isTestnet: true,
    });
    expect((await describeStack("mainnet")).endpoints.title).toBe("Jeju");
  });

  it("names the contracts of another build by their folder", async () => {
    const artifacts = { directory: "contracts/out", codeHashes: {} };
    expect((await describeStack("testnet")).artifacts).toBe("@eth-optimism/contracts-bedrock 0.17.3");
    expect((await describeStack("testnet", { "contracts.artifacts": artifacts })).artifacts).toBe("contracts/out");
  });
});
