import * as pulumi from "@pulumi/pulumi";
import { program } from "../../infra";
import { PHASES } from "../../infra/config/schema";
import { allOwners, stackFile } from "./config/stack-files";

/** Stands for a phase, which notes that it was entered. */
function mockEnter(phase: string, given: object) {
  return () => {
    mockEntered.push(phase);
    return given;
  };
}
const mockEntered: string[] = [];

jest.mock("../../infra/l1-provider", () => ({ l1Provider: mockEnter("L1's provider", {}) }));
jest.mock("../../infra/phases/foundation", () => {
  const given = { keys: {}, network: {}, cluster: { clusterName: "cluster" }, database: {}, storage: {} };
  return { enterFoundation: mockEnter("foundation", given) };
});
jest.mock("../../infra/phases/control", () => ({
  enterControl: mockEnter("control", { governance: { safes: { upgrades: "0x5afe" }, timelockAddress: "0x71" } }),
}));
jest.mock("../../infra/phases/contracts", () => ({
  enterContracts: mockEnter("contracts", { contracts: { addresses: { OptimismPortal: "0x90" } }, chain: "chain" }),
}));
jest.mock("../../infra/phases/network", () => ({ enterNetwork: mockEnter("network", {}) }));
jest.mock("../../infra/phases/public", () => ({
  enterPublic: mockEnter("public", { nameServers: ["ns"], registrarDs: "ds" }),
}));

async function run(phase: string) {
  const { values } = stackFile("mainnet", { ...allOwners(), phase });
  const secrets = { "jeju:cloudflareApiToken": "t".repeat(40), "jeju:originToken": "o".repeat(40) };
  const configured = Object.fromEntries(Object.entries(values).map(([key, value]) => [`jeju:${key}`, value]));
  pulumi.runtime.setAllConfig({ ...configured, ...secrets });
  process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(Object.keys(secrets));
  mockEntered.splice(0);
  return { outputs: await program(), entered: [...mockEntered] };
}

beforeAll(() =>
  pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs },
    "jeju",
    "mainnet",
  ),
);

afterAll(() => {
  delete process.env.PULUMI_CONFIG_SECRET_KEYS;
});

describe("the program", () => {
  it.each(PHASES.map((phase, index) => ({ phase, until: index + 1 })))(
    "enters every phase until $phase, and loads none behind it",
    async ({ phase, until }) => {
      // The engine takes longest to start L1's provider, so it is what it hears of first.
      const first = until > 1 ? ["L1's provider"] : [];
      expect((await run(phase)).entered).toEqual([...first, ...PHASES.slice(0, until)]);
    },
  );

  it("has the outputs of later phases only once they are reached", async () => {
    const foundation = (await run("foundation")).outputs;
    expect(foundation).toMatchObject({ clusterName: "cluster", safes: {}, l1Contracts: {}, delegation: {} });
    expect(foundation).toMatchObject({ timelock: undefined, chain: undefined });
    expect((await run("public")).outputs).toMatchObject({
      ...{ safes: { upgrades: "0x5afe" }, timelock: "0x71", l1Contracts: { OptimismPortal: "0x90" } },
      ...{ chain: "chain", delegation: { nameServers: ["ns"], ds: "ds" } },
    });
  });
});
