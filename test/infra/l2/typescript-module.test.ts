import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { writeTypeScriptModule } from "../../../infra/l2/typescript-module";
import { addressOf } from "./chain-parameters";
import { jejuTestnet } from "./network-addresses";

const endpoints = {
  title: "Jeju Testnet",
  rpcUrl: "https://rpc.testnet.jeju.network",
  wsUrl: "wss://ws.testnet.jeju.network",
  isTestnet: true,
};
const text = writeTypeScriptModule(jejuTestnet, endpoints);

describe("the module for applications", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "module-"));
    // Where viem is found.
    symlinkSync(resolve("node_modules"), join(directory, "node_modules"));
    writeFileSync(join(directory, "network.ts"), text);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** What the compiler says about a program that uses the module. */
  function complaintsAbout(program: string): string[] {
    const file = join(directory, "program.ts");
    writeFileSync(file, program);
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: [],
    };
    return ts
      .getPreEmitDiagnostics(ts.createProgram([file], options))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  }

  it("is a chain of viem's, and knows every contract by name", () => {
    const program = `
      import type { Chain } from "viem";
      import { jejuTestnet, jejuTestnetL1Contracts, jejuTestnetPredeploys, type JejuTestnetL1Contract } from "./network";
      export const chain: Chain = jejuTestnet;
      export const id: 420690 = jejuTestnet.id;
      export const portal: "${addressOf(1)}" = jejuTestnet.contracts.portal[84532].address;
      export const name: JejuTestnetL1Contract = "SystemConfig";
      export const address: \`0x\${string}\` = jejuTestnetL1Contracts[name];
      export const bridge: "0x4200000000000000000000000000000000000010" = jejuTestnetPredeploys.L2StandardBridge;
    `;
    expect(complaintsAbout(program)).toEqual([]);
  });

  it("lets the compiler find a misspelt contract, and another chain", () => {
    const program = `
      import { jejuTestnet, jejuTestnetL1Contracts } from "./network";
      export const mainnet: 420691 = jejuTestnet.id;
      export const portal = jejuTestnetL1Contracts.OptimismPortl;
    `;
    const complaints = complaintsAbout(program);
    expect(complaints).toHaveLength(2);
    expect(complaints[0]).toBe("Type '420690' is not assignable to type '420691'.");
    expect(complaints[1]).toMatch(/^Property 'OptimismPortl' does not exist on type/);
  });

  it("is the same text for the same network", () => {
    expect(writeTypeScriptModule(structuredClone(jejuTestnet), { ...endpoints })).toBe(text);
    expect(text).toContain('export const jejuTestnetGenesisHash = "0x6e6e');
    expect(text).not.toContain("blockExplorers");
  });

  it("names the explorer if there is one", () => {
    const explorerUrl = "https://explorer.testnet.jeju.network";
    expect(writeTypeScriptModule(jejuTestnet, { ...endpoints, explorerUrl })).toContain(`url: "${explorerUrl}"`);
  });
});
