import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AbiCoder, id } from "ethers";
import { describePreparations } from "../../../safes/cli/explorer/prepare";
import { type Preparation, type PrepareReport, prepareRequests } from "../../../safes/explorer/prepare";
import { findRequests, formOf, type VerificationRequest } from "../../../safes/explorer/request";
import { accountOf } from "../../infra/l1-contracts/l1-parameters";
import { chainId, deployer, recordRollup, type StateEntry, writeState } from "./rollup-state";

const root = join(__dirname, "..", "..", "..");
const artifactOf = (name: string) =>
  JSON.parse(
    readFileSync(
      join(root, `node_modules/@eth-optimism/contracts-bedrock/forge-artifacts/${name}.sol/${name}.json`),
      "utf8",
    ),
  );
const encode = (types: readonly string[], values: readonly unknown[]) =>
  AbiCoder.defaultAbiCoder().encode(types, values).slice(2);

describe("requests to an explorer", () => {
  const directory = mkdtempSync(join(tmpdir(), "jeju-explorer-"));
  const state = join(directory, "state.json");
  const out = join(directory, "requests");
  let resources: readonly StateEntry[];
  let report: PrepareReport;

  const only = (name: string) => {
    const found = resources.filter(({ urn }) => urn.endsWith(`::${name}`));
    expect(found).toHaveLength(1);
    return found[0] as StateEntry;
  };
  const requestOf = (name: string) =>
    JSON.parse(readFileSync(join(out, `${chainId}`, `${only(name).id}.json`), "utf8")) as VerificationRequest;
  const prepareOnly = async (entry: StateEntry, options: { deployer?: string; sources?: string[] } = {}) => {
    const file = join(directory, "one.json");
    writeState(file, [entry]);
    const { contracts } = await prepareRequests({ state: file, out: join(directory, "one"), ...options });
    expect(contracts).toHaveLength(1);
    return contracts[0] as Preparation;
  };

  beforeAll(async () => {
    resources = await recordRollup();
    writeState(state, resources);
    report = await prepareRequests({ state, out });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it("are complete for all of the rollup's contracts and the timelock, from installed packages alone", () => {
    expect(report.contracts.map(({ state }) => state)).toEqual(Array(21).fill("complete"));
    expect(describePreparations(report)).toContain(
      "21 of 21 requests are complete\n3 Safes are left out: explorers know the code of Safe's own contracts",
    );
    expect(readdirSync(join(out, `${chainId}`))).toHaveLength(21);
  });

  it("hold every source with the hash that the compiler noted, and no other", () => {
    let checked = 0;
    for (const { inputs, urn } of resources.filter(({ type }) => type === "safes:index:Contract")) {
      const { sources } = JSON.parse(readFileSync(join(root, String(inputs.artifact)), "utf8")).metadata;
      const request = requestOf(urn.split("::").at(-1) as string);
      const hashes = Object.entries(request.sourceCode.sources).map(([path, { content }]) => [path, id(content)]);
      const noted = Object.entries<{ keccak256: string }>(sources).map(([path, { keccak256 }]) => [path, keccak256]);
      expect(Object.fromEntries(hashes)).toEqual(Object.fromEntries(noted));
      checked += hashes.length;
    }
    expect(checked).toBeGreaterThan(300);
  });

  it("have the compiler and the settings of the artifact", () => {
    const { compilerversion, contractname, sourceCode } = requestOf("l1-optimism-portal-implementation");
    expect(contractname).toBe("src/L1/OptimismPortal.sol:OptimismPortal");
    expect(compilerversion).toBe("v0.8.15+commit.e14f2714");
    expect(sourceCode.language).toBe("Solidity");
    expect(sourceCode.settings).toEqual({
      remappings: artifactOf("OptimismPortal").metadata.settings.remappings,
      optimizer: { enabled: true, runs: 999_999 },
      metadata: { bytecodeHash: "none" },
      evmVersion: "london",
      libraries: {},
      outputSelection: { "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode", "metadata"] } },
    });
  });

  it("have the constructor's arguments that the stack deployed with", () => {
    const admin = only("l1-proxy-admin").id;
    const args = (name: string) => requestOf(name).constructorArguements;
    expect(args("l1-proxy-admin")).toBe(encode(["address"], [deployer]));
    expect(args("l1-optimism-portal")).toBe(encode(["address"], [admin]));
    expect(args("l1-l1-standard-bridge")).toBe(encode(["address"], [admin]));
    expect(args("l1-l1-cross-domain-messenger")).toBe(
      encode(["address", "string"], [only("l1-address-manager").id, "OVM_L1CrossDomainMessenger"]),
    );
    // Its creator calls it afterwards, which is no part of its own code.
    expect(args("l1-address-manager")).toBe("");
    expect(args("l1-optimism-portal-implementation")).toBe("");
  });

  it("know what the timelock was given, the deployer too", () => {
    const { contractname, compilerversion, constructorArguements } = requestOf("control-timelock");
    expect(contractname).toBe("contracts/governance/TimelockController.sol:TimelockController");
    expect(compilerversion).toBe("v0.8.31+commit.fd3a2265");
    const accounts = [[accountOf("control-upgrades")], [`0x${"0".repeat(40)}`], deployer];
    expect(constructorArguements).toBe(
      encode(["uint256", "address[]", "address[]", "address"], [172_800, ...accounts]),
    );
  });

  it("are the same byte for byte when they are prepared again", async () => {
    const again = join(directory, "again");
    await prepareRequests({ state, out: again });
    for (const file of readdirSync(join(out, `${chainId}`))) {
      const [first, second] = [out, again].map((folder) => readFileSync(join(folder, `${chainId}`, file), "utf8"));
      expect(second).toBe(first);
    }
  });

  it("become a form whose fields are those of the API", () => {
    const request = requestOf("l1-optimism-portal");
    const form = formOf(request);
    expect({ ...form, sourceCode: "..." }).toEqual({
      module: "contract",
      action: "verifysourcecode",
      codeformat: "solidity-standard-json-input",
      contractaddress: only("l1-optimism-portal").id,
      contractname: "src/universal/Proxy.sol:Proxy",
      compilerversion: "v0.8.15+commit.e14f2714",
      constructorArguements: request.constructorArguements,
      constructorArguments: request.constructorArguements,
      sourceCode: "...",
    });
    expect(JSON.parse(form.sourceCode as string)).toEqual(request.sourceCode);
  });

  describe("of another build", () => {
    const project = join(directory, "project");
    const { bytecode, abi, metadata } = artifactOf("Proxy");
    const other = id("// of another build\n");
    const lacking = { ...metadata, sources: { ...metadata.sources, "lib/other/src/Other.sol": { keccak256: other } } };
    const deployedFrom = (artifact: object): StateEntry => {
      mkdirSync(project, { recursive: true });
      writeFileSync(join(project, "Proxy.json"), JSON.stringify(artifact));
      const entry = only("l1-optimism-portal");
      return { ...entry, inputs: { ...entry.inputs, artifact: join(project, "Proxy.json") } };
    };
    const sourcesElsewhere = join(root, "node_modules/@eth-optimism/contracts-bedrock/src");

    it("name every source that is nowhere, in a file that nobody takes for a request", async () => {
      const prepared = await prepareOnly(deployedFrom({ abi, bytecode, metadata: lacking }), {
        sources: [sourcesElsewhere],
      });
      expect(prepared).toMatchObject({
        state: "incomplete",
        missing: [{ path: "lib/other/src/Other.sol", keccak256: other }],
      });
      expect(readdirSync(join(directory, "one", `${chainId}`))).toEqual([`${prepared.address}.incomplete.json`]);
      const [found] = findRequests(join(directory, "one"));
      expect(found).toMatchObject({ incomplete: { contractname: "src/universal/Proxy.sol:Proxy" } });
      expect(describePreparations({ contracts: [prepared], safesLeftOut: 0 }).replaceAll(directory, "<tmp>")).toBe(
        [
          `INCOMPLETE l1-optimism-portal: src/universal/Proxy.sol:Proxy, <tmp>/one/${chainId}/${prepared.address}.incomplete.json`,
          `  missing lib/other/src/Other.sol, keccak-256 ${other}`,
          "  put them into a folder and name it by --sources",
          "0 of 1 requests are complete",
        ].join("\n"),
      );
    });

    it("take a missing source from a folder, once its content is the right one", async () => {
      const sources = join(directory, "sources", "anywhere");
      const entry = deployedFrom({ abi, bytecode, metadata: lacking });
      mkdirSync(sources, { recursive: true });
      const prepare = () => prepareOnly(entry, { sources: [sourcesElsewhere, dirname(sources)] });
      writeFileSync(join(sources, "Other.sol"), "// another text\n");
      expect((await prepare()).state).toBe("incomplete");
      writeFileSync(join(sources, "Other.sol"), "// of another build\n");
      const prepared = await prepare();
      expect(prepared.state).toBe("complete");
      expect(readdirSync(join(directory, "one", `${chainId}`))).toEqual([`${prepared.address}.json`]);
    });

    it("take sources and metadata as the compiler wrote them into the artifact", async () => {
      const rawMetadata = JSON.stringify({
        ...lacking,
        sources: {
          ...lacking.sources,
          "lib/other/src/Other.sol": { keccak256: other, content: "// of another build\n" },
        },
      });
      const prepared = await prepareOnly(deployedFrom({ abi, bytecode, rawMetadata }), { sources: [sourcesElsewhere] });
      expect(prepared.state).toBe("complete");
    });

    it("are impossible without the compiler's metadata", async () => {
      const { inputs, ...entry } = deployedFrom({ abi, bytecode });
      // Pinned to a compiler it would not have been deployed.
      const prepared = await prepareOnly({ ...entry, inputs: { ...inputs, compiler: undefined } });
      expect(describePreparations({ contracts: [prepared], safesLeftOut: 0 })).toContain(
        "the artifact does not say what it was compiled from",
      );
    });

    it("are impossible where the artifact is another one than the stack was deployed with", async () => {
      const { abi, bytecode, metadata } = artifactOf("AddressManager");
      const entry = deployedFrom({ abi, bytecode, metadata });
      const { creationCodeHash: _, constructorArguments: __, ...inputs } = entry.inputs;
      const prepared = await prepareOnly({ ...entry, inputs });
      expect(prepared).toMatchObject({
        state: "impossible",
        reason: expect.stringContaining("make another contract than the one that was created"),
      });
      expect(await prepareOnly(entry)).toMatchObject({
        reason: expect.stringContaining("the artifact is not the pinned one"),
      });
    });
  });

  it("want to be told who created a timelock where nothing in the state does", async () => {
    const timelock = only("control-timelock");
    expect(await prepareOnly(timelock)).toMatchObject({
      state: "impossible",
      reason: expect.stringContaining("name by --deployer who created it"),
    });
    expect(await prepareOnly(timelock, { deployer })).toMatchObject({ state: "complete" });
  });

  it("read arguments that the exported state shows as secrets", async () => {
    const entry = only("l1-optimism-portal");
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const constructorArguments = { ...secret, plaintext: JSON.stringify(entry.inputs.constructorArguments) };
    expect(await prepareOnly({ ...entry, inputs: { ...entry.inputs, constructorArguments } })).toMatchObject({
      state: "complete",
    });
  });

  it("refuse a folder of sources that is not there", async () => {
    await expect(prepareRequests({ state, out, sources: [join(directory, "none")] })).rejects.toThrow(
      "there is no folder of sources",
    );
  });
});
