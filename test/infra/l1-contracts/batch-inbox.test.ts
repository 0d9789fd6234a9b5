import { batchInboxOf } from "../../../infra/l1-contracts/batch-inbox";

it.each([
  ["OP Mainnet", 10, "0xFF00000000000000000000000000000000000010"],
  ["Base", 8453, "0xFf00000000000000000000000000000000008453"],
])("the batch inbox of %s is the one that it uses", (_name, chainId, address) => {
  expect(batchInboxOf(chainId)).toBe(address);
});
