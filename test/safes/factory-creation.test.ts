import { parseEther } from "ethers";
import { findDeployer } from "../../safes/deployer";
import { FactoryCreation } from "../../safes/factory-creation";
import { ChainReader } from "../../safes/transactions/reader";
import { startAnvil, type TestChain } from "./anvil";
import { FaultyRpc } from "./faulty-rpc";

const chainId = 84532n;

describe("putting Safe's singleton factory onto a chain", () => {
  let chain: TestChain;
  let proxy: FaultyRpc;
  beforeEach(async () => {
    chain = await startAnvil(Number(chainId));
    proxy = await FaultyRpc.start(chain.url);
  });
  afterEach(async () => {
    await proxy.stop();
    await chain.stop();
  });

  const open = async () => {
    const reader = await ChainReader.open({ chainId, urls: [proxy.url] });
    const deployer = await findDeployer(await reader.snapshot(), chainId);
    const creation = FactoryCreation.of(reader, deployer) as FactoryCreation;
    return { creation, presigned: deployer.creation as NonNullable<typeof deployer.creation> };
  };

  it("is not paid for a second time while its creation is on its way", async () => {
    const { creation, presigned } = await open();
    await chain.rpc("anvil_setBalance", presigned.from, `0x${presigned.costWei.toString(16)}`);
    await chain.rpc("evm_mine");
    const { isDone } = await creation.funding();
    // It gets onto the chain, and takes the funds, between the question for its code and the one for the funds.
    proxy.fault = ({ method }) => {
      if (method !== "eth_getCode") return undefined;
      void chain.rpc("eth_sendRawTransaction", presigned.raw);
      return { kind: "delay", ms: 500 };
    };
    expect(await isDone()).toBe(true);
    proxy.fault = () => undefined;
    expect(await isDone()).toBe(true);
  });

  it("costs what its signer does not have yet", async () => {
    const { creation, presigned } = await open();
    await chain.rpc("anvil_setBalance", presigned.from, "0x64");
    await chain.rpc("evm_mine");
    expect((await creation.funding()).valueWei).toBe(presigned.costWei - 100n);
  });

  it("is not paid for while the chain is too dear for what was signed", async () => {
    const { creation } = await open();
    await chain.rpc("anvil_setNextBlockBaseFeePerGas", `0x${parseEther("0.000001").toString(16)}`);
    await chain.rpc("evm_mine");
    await expect(creation.refuseTooCheap()).rejects.toThrow(
      /the factory that contracts are created with cannot be put onto this chain now .*\n {2}got: {6}a base fee of \d+ wei/,
    );
  });

  it("is sent again by whoever finds it funded", async () => {
    const { creation, presigned } = await open();
    await chain.rpc("anvil_setBalance", presigned.from, `0x${presigned.costWei.toString(16)}`);
    await creation.carryOut(1, 20, new AbortController().signal);
    expect(await (await creation.funding()).isDone()).toBe(true);
  });
});
