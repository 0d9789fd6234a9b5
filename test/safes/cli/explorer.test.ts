import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRequests } from "../../../safes/explorer/request";
import { ExplorerServer } from "../explorer/explorer-server";
import { chainId, recordRollup, writeState } from "../explorer/rollup-state";
import { runCli } from "./run-cli";

const keyVariable = "JEJU_TEST_EXPLORER_KEY";

describe("npm run explorer", () => {
  const directory = mkdtempSync(join(tmpdir(), "jeju-explorer-"));
  const requests = join(directory, "requests");
  const state = join(directory, "state.json");
  let explorer: ExplorerServer;

  const run = async (...args: readonly string[]) => {
    const { code, out, err } = await runCli("explorer", ...args);
    const hidden = (text: string) => text.replaceAll(directory, "<tmp>").replaceAll(/0x[0-9a-fA-F]{40}/g, "0x...");
    return { code, out: hidden(out), err: hidden(err) };
  };
  const submit = (...args: readonly string[]) =>
    run("submit", requests, "--url", explorer.url, "--api-key-variable", keyVariable, "--interval", "0.01", ...args);
  const look = (...args: readonly string[]) =>
    run("status", requests, "--url", explorer.url, "--api-key-variable", keyVariable, ...args);

  beforeAll(async () => {
    explorer = await ExplorerServer.start(chainId);
    process.env[keyVariable] = explorer.apiKey;
    writeState(state, await recordRollup());
  });
  afterAll(async () => {
    delete process.env[keyVariable];
    await explorer.stop();
    rmSync(directory, { recursive: true });
  });

  it("prepares a request for each contract of an exported state", async () => {
    const { code, out } = await run("prepare", "--state", state, "--out", requests);
    expect(code).toBe(0);
    expect(out.split("\n").slice(-2)).toEqual([
      "21 of 21 requests are complete",
      "3 Safes are left out: explorers know the code of Safe's own contracts",
    ]);
    expect(out).toContain(
      "complete   l1-optimism-portal: src/universal/Proxy.sol:Proxy, <tmp>/requests/84532/0x....json",
    );
    expect(readdirSync(join(requests, `${chainId}`))).toHaveLength(21);
  });

  it("tells on a dry run what it would send, without a key", async () => {
    const { code, out } = await run("submit", requests, "--dry-run");
    expect(code).toBe(0);
    expect(out.split("\n")).toHaveLength(22);
    expect(out).toContain(
      "sends src/L1/OptimismPortal.sol:OptimismPortal at 0x... on chain 84532: 42 sources for v0.8.15+commit.e14f2714",
    );
    expect(out).toMatch(/\nNothing was sent\.$/);
    expect(explorer.calls).toEqual([]);
  });

  it("does nothing without the API key", async () => {
    const { code, err } = await run("submit", requests, "--url", explorer.url, "--api-key-variable", "JEJU_NO_SUCH");
    expect(code).toBe(1);
    expect(err).toBe(
      [
        "the explorer's API key is missing (environment variable JEJU_NO_SUCH)",
        "  fix:      set it, or name another variable by --api-key-variable",
      ].join("\n"),
    );
  });

  it("ends with 1 while there is no verdict", async () => {
    expect(await look()).toMatchObject({ code: 1, out: expect.stringMatching(/\n0 of 21 are verified$/) });
    expect((await submit("--timeout", "0")).code).toBe(1);
    expect(explorer.calls.map(({ answer }) => answer.slice(0, 30))).toEqual(
      Array(21).fill("Unable to locate ContractCode "),
    );
  });

  it("ends with 0 when the explorer has verified everything, and says so as JSON", async () => {
    for (const found of findRequests(requests)) {
      if (!("request" in found)) throw new Error(`${found.file} is incomplete`);
      const { contractaddress: address, contractname, constructorArguements } = found.request;
      explorer.index({ address, contractname, constructorArguments: constructorArguements });
    }
    const { code, out, err } = await submit();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/\n21 of 21 are verified$/);
    expect(out).toContain("verified src/L1/OptimismPortal.sol:OptimismPortal at 0x... on chain 84532: Pass - Verified");
    expect(explorer.verified.size).toBe(21);
    const looked = await look("--json");
    expect(looked.code).toBe(0);
    expect(JSON.parse(looked.out)).toHaveLength(21);
    expect(out + looked.out).not.toContain(explorer.apiKey);
  });

  it("ends with 2 when the explorer refuses a contract", async () => {
    const [file = ""] = readdirSync(join(requests, `${chainId}`)).filter((name) => name.endsWith(".submission.json"));
    const address = file.replace(".submission.json", "");
    rmSync(join(requests, `${chainId}`, file));
    explorer.verified.delete(address.toLowerCase());
    explorer.index({ address, contractname: "src/Other.sol:Other", constructorArguments: "" });
    const { code, out } = await submit();
    expect(code).toBe(2);
    expect(out).toMatch(/^REFUSED {2}.* at 0x\.\.\. on chain 84532: Fail - Unable to verify$/m);
    expect(out).toMatch(/\n20 of 21 are verified$/);
  });

  it("refuses a time limit that is no number", async () => {
    expect(await submit("--timeout", "soon")).toMatchObject({
      code: 1,
      err: expect.stringContaining("a number of seconds"),
    });
  });
});
