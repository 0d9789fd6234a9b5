import { type Deployment, writeDeployRecord } from "../../../infra/l2/deploy-record";
import { addressOf } from "./chain-parameters";

const sent = (index: number, blockNumber: number) => ({
  hash: `0x${index.toString(16).padStart(64, "0")}`,
  description: `creates contract ${index}`,
  blockNumber: `${blockNumber}`,
  gasUsed: `${index * 100_000}`,
  feeWei: `${index * 1_000_000}`,
});
const codeHash = `0x${"c0".repeat(32)}`;

const deployment: Deployment = {
  network: "jeju-testnet",
  l1ChainId: 84532,
  l2ChainId: 420690,
  artifacts: "@eth-optimism/contracts-bedrock 0.17.3",
  contracts: {
    "system-config": { address: addressOf(2).toLowerCase(), codeHash, transactions: [sent(3, 101), sent(2, 99)] },
    "optimism-portal": { address: addressOf(1), codeHash, transactions: [sent(1, 101)] },
  },
  calls: { "handed-over": [sent(4, 1_000)], "system-config-initialisation": [sent(3, 101)] },
};

describe("the deploy record", () => {
  const record = JSON.parse(writeDeployRecord(deployment));

  it("tells the addresses and code of all contracts, by name", () => {
    expect(Object.entries(record.contracts)).toEqual([
      ["optimism-portal", { address: addressOf(1), codeHash }],
      ["system-config", { address: addressOf(2), codeHash }],
    ]);
  });

  it("lists every transaction once, as the chain has them", () => {
    expect(
      record.transactions.map(({ hash, resource }: { hash: string; resource: string }) => [Number(hash), resource]),
    ).toEqual([
      [2, "system-config"],
      [1, "optimism-portal"],
      [3, "system-config"],
      [4, "handed-over"],
    ]);
  });

  it("adds up gas and fees, and says what the gas would cost at other prices", () => {
    expect(record.totals).toEqual({
      transactions: 4,
      firstBlock: "99",
      lastBlock: "1000",
      gasUsed: "1000000",
      feeWei: "10000000",
      executionFeeWeiByGasPriceWei: {
        "1000000": "1000000000000",
        "10000000": "10000000000000",
        "100000000": "100000000000000",
        "1000000000": "1000000000000000",
        "10000000000": "10000000000000000",
      },
    });
  });

  it("is the same text whatever the order in which resources finish", () => {
    const reversed = Object.fromEntries(Object.entries(deployment.contracts).reverse());
    const calls = Object.fromEntries(Object.entries(deployment.calls).reverse());
    expect(writeDeployRecord({ ...deployment, contracts: reversed, calls })).toBe(writeDeployRecord(deployment));
  });

  it("is written for a deployment that has sent nothing", () => {
    const { totals } = JSON.parse(writeDeployRecord({ ...deployment, contracts: {}, calls: {} }));
    expect(totals).toMatchObject({ transactions: 0, firstBlock: null, lastBlock: null, gasUsed: "0", feeWei: "0" });
  });
});
