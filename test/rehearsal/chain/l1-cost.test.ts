import { costOfL1, dataFeeOnL1, describeL1Cost } from "../../../rehearsal/chain/l1-cost";
import { startAnvil } from "../../safes/anvil";

const transaction = (hash: string, blockNumber: string, gasUsed: string) => ({
  hash,
  description: "creates",
  blockNumber,
  gasUsed,
  feeWei: "1",
});
const resource = (type: string, ...transactions: readonly unknown[]) => ({
  urn: `urn:${type}`,
  type,
  custom: true,
  outputs: { transactions },
});

const shared = transaction("0x01", "5", "1000000");
const resources = [
  resource("safes:index:Safe", shared, transaction("0x02", "5", "200000")),
  resource("safes:index:Contract", shared, transaction("0x03", "6", "3000000")),
  resource("aws:kms/key:Key", transaction("0x04", "7", "9")),
];
const timings = { "control: up": 1000, "contracts: up": 2000, "public: up": 4000 };

describe("the cost of a rollout on L1", () => {
  it("counts each transaction once, by the kind of resource that sent it", () => {
    const cost = costOfL1(resources, timings);
    expect(cost.groups).toEqual([
      { kind: "Safe", transactions: 2, gas: 1_200_000 },
      { kind: "Contract", transactions: 1, gas: 3_000_000 },
    ]);
    expect(cost).toMatchObject({ transactions: 3, gas: 4_200_000, blocks: 2, wallTimeMs: 3000 });
  });

  it("is told at several gas prices", () => {
    const { ethByGasPriceGwei } = costOfL1(resources, timings);
    expect(ethByGasPriceGwei).toEqual({
      "0.01": "0.000042",
      "0.1": "0.00042",
      "1": "0.0042",
      "10": "0.042",
      "50": "0.21",
    });
  });

  it("says that the data fee is missing, or what it is", () => {
    expect(describeL1Cost(costOfL1(resources, timings)).flat().join(" ")).toMatch(/unknown: an OP-stack L1/);
    expect(costOfL1(resources, timings, 10n ** 15n).dataFeeEth).toBe("0.001");
  });

  it("asks the chain's own oracle for the data fee, where it has one", async () => {
    const chain = await startAnvil(8453);
    try {
      const [from] = await chain.rpc<readonly string[]>("eth_accounts");
      const hash = await chain.rpc("eth_sendTransaction", { from, to: from, data: "0x1234" });
      const sent = [resource("safes:index:Call", transaction(hash, "1", "21000"))];
      expect(await dataFeeOnL1(chain.url, sent)).toBeUndefined();
      // Answers with the length of its argument: calldata word 0x24.
      await chain.rpc("anvil_setCode", "0x420000000000000000000000000000000000000F", "0x60243560005260206000f3");
      expect(await dataFeeOnL1(chain.url, sent)).toBe(2n);
    } finally {
      await chain.stop();
    }
  });
});
