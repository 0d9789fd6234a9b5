import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Wallet, ZeroAddress } from "ethers";
import { describeReport } from "../../../safes/cli/drift";
import { findStackDrift } from "../../../safes/cli/drift/drift";
import type { Properties, ResourceIdentity } from "../../../safes/plugin/provider";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "../provider/session";

const upgrades = resourceOf("Safe", "upgrades");
const timelock = resourceOf("Timelock", "timelock");
const providerUrn = "urn:pulumi:dev::tests::pulumi:providers:safes::l1";

describe("drift", () => {
  let chain: TestChain;
  let test: TestSession;
  let state: string;
  let safe: string;
  const owners = Array.from({ length: 3 }, () => Wallet.createRandom().address);
  const stranger = Wallet.createRandom().address;
  const recorded: object[] = [];

  const record = async (resource: ResourceIdentity, inputs: Properties) => {
    const { id, outputs } = await test.create(resource, inputs);
    recorded.push({ ...resource, custom: true, id, inputs, outputs, provider: `${providerUrn}::1` });
    return id;
  };
  /** As the Safe itself does it, whoever signed. */
  const act = async (name: string, ...args: readonly unknown[]) => {
    await chain.rpc("anvil_setBalance", safe, "0xde0b6b3a7640000");
    await chain.rpc("anvil_impersonateAccount", safe);
    const data = safeAbi.encodeFunctionData(name, args);
    await chain.rpc("eth_sendTransaction", { from: safe, to: safe, data });
  };
  const writeState = (resources: readonly object[], rpcUrls: unknown) => {
    const provider = {
      urn: providerUrn,
      type: "pulumi:providers:safes",
      id: "1",
      inputs: { chainId: `${chain.chainId}`, environment: "testnet", rpcUrls },
    };
    writeFileSync(state, JSON.stringify({ version: 3, deployment: { resources: [provider, ...resources] } }));
  };
  const report = async () => describeReport(await findStackDrift({ state })).replaceAll(safe, "<upgrades>");

  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
    state = join(test.directory, "state.json");
    safe = await record(upgrades, { owners, threshold: 2, saltNonce: "1" });
    const roles = { proposers: [safe], executors: [ZeroAddress], cancellers: [] };
    await record(timelock, { minDelaySeconds: 172_800, ...roles, salt: "1" });
    writeState(recorded, JSON.stringify([chain.url]));
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });

  it("is none while the chain is as the state has it", async () => {
    expect(await report()).toBe("no drift: 2 resources are on the chain as they are recorded");
  });

  it("names an owner and a threshold that the stack does not know, and leaves the other resources alone", async () => {
    await act("addOwnerWithThreshold", stranger, 3);
    const lines = (await report()).replaceAll(stranger, "<stranger>").split("\n");
    expect(lines).toEqual([
      "upgrades (<upgrades>)",
      "  owner <stranger>: recorded absent, found present",
      "  threshold: recorded 2 of 3, found 3 of 4",
      "1 of 2 resources have drifted. To take it into the state: pulumi refresh. To propose the way back: pulumi up after it.",
    ]);
  });

  it("says when there is nothing at the address, as on another chain", async () => {
    const [first] = recorded as [{ urn: string }];
    writeState([{ ...first, id: stranger }], JSON.stringify([chain.url]));
    expect(await report()).toContain("code: recorded a contract, found nothing");
    writeState(recorded, JSON.stringify([chain.url]));
  });

  it("asks the endpoints that are given instead of those of the stack", async () => {
    writeState(recorded, { "4dabf18193072939515e22adb298388d": "secret", ciphertext: "v1:abc" });
    await expect(findStackDrift({ state })).rejects.toThrow("the endpoints are secrets of an exported state");
    expect((await findStackDrift({ state, rpcUrl: [chain.url] })).checked).toBe(2);
  });

  it("reads endpoints that are secrets of the stack, where the export shows them", async () => {
    const plaintext = JSON.stringify(JSON.stringify([chain.url]));
    writeState(recorded, { "4dabf18193072939515e22adb298388d": "secret", plaintext });
    expect((await findStackDrift({ state })).checked).toBe(2);
  });

  it.each<[string, string, string]>([
    ["a file that is no state", "{}", "this is no state of a stack"],
    ["a file that is no JSON", "version: 3", "this is no state of a stack"],
  ])("refuses %s", async (_what, content, reason) => {
    const file = join(test.directory, "other.json");
    writeFileSync(file, content);
    await expect(findStackDrift({ state: file })).rejects.toThrow(reason);
  });

  it("refuses a file that is not there, and no stack at all", async () => {
    await expect(findStackDrift({ state: join(test.directory, "none.json") })).rejects.toThrow("ENOENT");
    await expect(findStackDrift({})).rejects.toThrow("no stack is named");
  });
});
