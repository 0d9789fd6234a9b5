import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "../provider/session";
import { runCli } from "./run-cli";

const providerUrn = "urn:pulumi:dev::tests::pulumi:providers:safes::l1";
const contract = "0x00000000000000000000000000000000000A11cE";
const slot = `0x${"0".repeat(64)}`;
const check = (id: string, expected: string) => ({ kind: "storage", id, contract, slot, length: 1, expected });

describe("npm run verify", () => {
  let chain: TestChain;
  let test: TestSession;
  let state: string;
  const writeState = (inputs: object | undefined) => {
    const provider = {
      urn: providerUrn,
      type: "pulumi:providers:safes",
      id: "1",
      inputs: {
        chainId: `${chain.chainId}`,
        environment: "testnet",
        rpcUrls: JSON.stringify([chain.url, chain.url.replace("127.0.0.1", "localhost")]),
        signer: JSON.stringify({ kind: "kms", keyId: "alias/nobody", region: "us-east-1" }),
      },
    };
    const verification = { ...resourceOf("Verification", "contracts"), id: "contracts", provider: `${providerUrn}::1` };
    const resources = [provider, ...(inputs ? [{ ...verification, inputs, outputs: {} }] : [])];
    writeFileSync(state, JSON.stringify({ version: 3, deployment: { resources } }));
  };
  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
    state = join(test.directory, "state.json");
    await chain.rpc("anvil_setStorageAt", contract, slot, `0x${"2a".padStart(64, "0")}`);
    await chain.rpc("evm_mine");
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });

  it("tells how many checks of a stack hold, without its signer", async () => {
    writeState({ checks: [check("Oracle.one", "0x2a"), { ...check("Oracle.two", "0x00"), moment: "creation" }] });
    const { code, out } = await runCli("check", "--state", state);
    expect({ code, out: out.replace(/\d+$/, "N") }).toEqual({
      code: 0,
      out: "contracts: 1 of 1 checks hold on chain 84532 at block N",
    });
    expect((await runCli("check", "--state", state, "--all")).out).toContain(`holds Oracle.one (${contract}): 0x2a`);
  });

  it("names what fails, and ends with 2", async () => {
    writeState({ checks: [check("Oracle.one", "0x2a"), check("Oracle.two", "0x2b")] });
    const { code, out } = await runCli("check", "--state", state);
    expect(code).toBe(2);
    expect(out).toContain(`FAILS Oracle.two (${contract}): expected 0x2b, got 0x2a\ncontracts: 1 of 2 checks hold`);
  });

  it("reports exceptions, and everything as JSON", async () => {
    const reason = "until the upgrade of March is through";
    writeState({ checks: [check("Oracle.one", "0x2b")], overrides: [{ id: "Oracle.one", expected: "0x2a", reason }] });
    const { code, out } = await runCli("check", "--state", state);
    expect({ code, first: out.split("\n")[0] }).toEqual({
      code: 0,
      first: `exception: Oracle.one is expected to be 0x2a: ${reason}`,
    });
    const [report] = JSON.parse((await runCli("check", "--state", state, "--json")).out);
    expect(report).toMatchObject({
      name: "contracts",
      results: [{ id: "Oracle.one", contract, holds: true, expected: "0x2a", found: "0x2a" }],
      exceptions: [{ id: "Oracle.one", expected: "0x2a", reason }],
    });
  });

  it("does not fail for what owners still have to bring about", async () => {
    const checks = [check("Oracle.one", "0x2b")];
    writeState({ checks, waits: [{ checks: ["Oracle.one"], status: "2 of 5 signed" }] });
    const { code, out } = await runCli("check", "--state", state);
    expect({ code, first: out.split("\n")[0] }).toEqual({
      code: 0,
      first: `waits Oracle.one (${contract}): expected 0x2b, got 0x2a: 2 of 5 signed`,
    });
  });

  it("says when there is nothing to verify yet", async () => {
    writeState(undefined);
    const { code, err } = await runCli("check", "--state", state);
    expect({ code, err: err.replace(state, "STATE") }).toEqual({
      code: 1,
      err: "the stack's state holds no verification (STATE)\n  fix:      its phase is before contracts, or `pulumi up` has not been through yet",
    });
  });
});
