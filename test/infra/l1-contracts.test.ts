import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { getAddress, Interface, id } from "ethers";
import { L1Contracts, type L1ContractsArgs } from "../../infra/l1-contracts";
import { ARTIFACT_NAMES, artifactOf, PINNED_CODE_HASHES, PINNED_COMPILER } from "../../infra/l1-contracts/artifacts";
import { PROXIED_CONTRACTS, PROXIED_NAMES, type ProxiedName } from "../../infra/l1-contracts/set";
import { loadArtifact } from "../../safes/contract/creation";
import { contractInputs } from "../../safes/contract/inputs";
import { ComponentRecording, type RegisteredResource } from "./component-recording";
import { accountOf, l1Arguments } from "./l1-contracts/l1-parameters";

const CONTRACT = "safes:index:Contract";
const CALL = "safes:index:Call";

/** The address that the mocks give to a contract. */
const addressOf = (name: string) => getAddress(`0x${id(`l1-${name}`).slice(-40)}`);
const proxyOf = (contract: ProxiedName) => addressOf(PROXIED_CONTRACTS[contract].label);

const build = (changes: Partial<L1ContractsArgs> = {}) =>
  ComponentRecording.of(
    (opts) => {
      new L1Contracts("l1", { ...l1Arguments, ...changes }, opts);
    },
    ({ type, name }) => (type === CONTRACT ? { address: getAddress(`0x${id(name).slice(-40)}`) } : {}),
  );

function abiOf(contract: string): Interface {
  const file = `node_modules/@eth-optimism/contracts-bedrock/forge-artifacts/${contract}.sol/${contract}.json`;
  return new Interface(JSON.parse(readFileSync(join(__dirname, "..", "..", file), "utf8")).abi);
}

describe("the contracts on L1", () => {
  let set: ComponentRecording;
  beforeAll(async () => {
    set = await build();
  });
  const contract = (label: string) => set.inputs(CONTRACT, `l1-${label}`);
  /** What a contract is initialised with, decoded by its own artifact. */
  const initialStateOf = (name: ProxiedName) => {
    const [proxy, implementation, data] = set.inputs(CALL, `l1-${PROXIED_CONTRACTS[name].label}-initialisation`)
      .arguments as string[];
    expect([proxy, implementation]).toEqual([
      proxyOf(name),
      addressOf(`${PROXIED_CONTRACTS[name].label}-implementation`),
    ]);
    return abiOf(name)
      .decodeFunctionData("initialize", data as string)
      .toArray(true);
  };

  it("are eleven that others call, nine of them with an implementation behind", () => {
    expect(set.ofType(CONTRACT)).toHaveLength(20);
    expect(set.ofType(CALL)).toHaveLength(13);
  });

  it("are of the pinned code, each of them", () => {
    for (const { inputs } of set.ofType(CONTRACT)) {
      const [, name = ""] =
        /^node_modules\/@eth-optimism\/contracts-bedrock\/forge-artifacts\/(\w+)\.sol\/\1\.json$/.exec(
          String(inputs.artifact),
        ) ?? [];
      expect(inputs.creationCodeHash).toBe(PINNED_CODE_HASHES[name as keyof typeof PINNED_CODE_HASHES]);
      expect(inputs.compiler).toEqual(PINNED_COMPILER);
    }
  });

  it("have artifacts that are of the pinned code and the pinned compiler", () => {
    for (const name of ARTIFACT_NAMES) {
      expect(loadArtifact(contractInputs.parse(artifactOf(name))).compiler).toEqual(PINNED_COMPILER);
    }
  });

  it("have proxies of the kind that the OP stack expects of each, with the ProxyAdmin as their admin", () => {
    for (const name of PROXIED_NAMES) {
      const { label, proxy } = PROXIED_CONTRACTS[name];
      const { artifact, constructorArguments } = contract(label);
      const kind = { ERC1967: "Proxy", CHUGSPLASH: "L1ChugSplashProxy", RESOLVED: "ResolvedDelegateProxy" }[proxy];
      expect(artifact).toContain(`/${kind}.json`);
      if (proxy !== "RESOLVED") expect(constructorArguments).toEqual([addressOf("proxy-admin")]);
    }
    expect(contract("l1-cross-domain-messenger").constructorArguments).toEqual([
      addressOf("address-manager"),
      "OVM_L1CrossDomainMessenger",
    ]);
  });

  it("give the AddressManager to the ProxyAdmin in the transaction that creates it", () => {
    expect(contract("address-manager").creatorCalls).toEqual([
      { function: "function transferOwnership(address newOwner)", arguments: [addressOf("proxy-admin")] },
    ]);
  });

  it("have addresses of their own for every rollup and deployment, save what has no state", async () => {
    const saltsOf = (recording: ComponentRecording, isImplementation: boolean) =>
      recording
        .ofType(CONTRACT)
        .filter(({ name }) => name.endsWith("-implementation") === isImplementation)
        .map(({ inputs }) => inputs.salt);
    const others = [await build({ l2ChainId: 420690 }), await build({ deployment: 2 })];
    const own = [set, ...others].flatMap((recording) => saltsOf(recording, false));
    expect(new Set(own).size).toBe(33);
    const shared = [set, ...others].flatMap((recording) => saltsOf(recording, true));
    expect(new Set(shared)).toEqual(new Set(["0"]));
  });

  it("are initialised together with getting their implementation, every one of them", () => {
    for (const name of PROXIED_NAMES) {
      const { function: signature, to } = set.inputs(CALL, `l1-${PROXIED_CONTRACTS[name].label}-initialisation`);
      expect([signature, to]).toEqual([
        "function upgradeAndCall(address proxy, address implementation, bytes data)",
        addressOf("proxy-admin"),
      ]);
    }
  });

  it("are upgraded by the timelock, which leaves their state as it is", () => {
    for (const name of PROXIED_NAMES) {
      const { governed } = set.inputs(CALL, `l1-${PROXIED_CONTRACTS[name].label}-initialisation`);
      expect(governed).toEqual({
        by: accountOf("timelock"),
        function: "function upgrade(address proxy, address implementation)",
        arguments: [proxyOf(name), addressOf(`${PROXIED_CONTRACTS[name].label}-implementation`)],
      });
    }
    // What the ProxyAdmin knows of the older proxies it is told by the same call.
    for (const { inputs } of set.ofType(CALL).filter(({ name }) => !name.endsWith("-initialisation"))) {
      expect(inputs.governed).toEqual({ by: accountOf("timelock") });
    }
  });

  it("name their owners from the start, none of them the deployer", () => {
    expect(initialStateOf("SuperchainConfig")).toEqual([accountOf("operations"), false]);
    const version = BigInt("0x0000000000000000000000000000000000000003000000010000000000000000");
    expect(initialStateOf("ProtocolVersions")).toEqual([accountOf("timelock"), version, version]);
    expect(JSON.stringify(set.ofType(CALL).map(({ inputs }) => inputs))).not.toContain(accountOf("deployer"));
  });

  it("know the chain's parameters", () => {
    expect(initialStateOf("L2OutputOracle")).toEqual([
      1_800n,
      2n,
      0n,
      1_700_000_000n,
      accountOf("proposer"),
      accountOf("challenger"),
      604_800n,
    ]);
    expect(initialStateOf("SystemConfig")).toEqual([
      accountOf("operations"),
      684_000n,
      0n,
      `0x000000000000000000000000${accountOf("batcher").slice(2).toLowerCase()}`,
      60_000_000n,
      accountOf("sequencer"),
      [20_000_000n, 10n, 8n, 1_000_000_000n, 1_000_000n, 2n ** 128n - 1n],
      "0xFf00000000000000000000000000000000420691",
      [
        proxyOf("L1CrossDomainMessenger"),
        proxyOf("L1ERC721Bridge"),
        proxyOf("L1StandardBridge"),
        "0x0000000000000000000000000000000000000000",
        proxyOf("OptimismPortal"),
        proxyOf("OptimismMintableERC20Factory"),
        "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE",
      ],
    ]);
  });

  it("know each other", () => {
    const superchain = proxyOf("SuperchainConfig");
    const messenger = proxyOf("L1CrossDomainMessenger");
    const system = proxyOf("SystemConfig");
    expect({
      portal: initialStateOf("OptimismPortal"),
      bridge: initialStateOf("L1StandardBridge"),
      messenger: initialStateOf("L1CrossDomainMessenger"),
      erc721: initialStateOf("L1ERC721Bridge"),
      factory: initialStateOf("OptimismMintableERC20Factory"),
    }).toEqual({
      portal: [proxyOf("L2OutputOracle"), system, superchain],
      bridge: [messenger, superchain, system],
      messenger: [superchain, proxyOf("OptimismPortal"), system],
      erc721: [messenger, superchain],
      factory: [proxyOf("L1StandardBridge")],
    });
  });

  it("tell the ProxyAdmin of the older proxies before it initialises them, and no other waits for that", () => {
    const settings = ["proxy-type", "implementation-name", "address-manager-setting"];
    const isSetting = ({ name }: { readonly name: string }) => settings.some((end) => name.endsWith(end));
    const told = set
      .ofType(CALL)
      .filter(isSetting)
      .map(({ inputs }) => inputs.arguments);
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        [proxyOf("L1StandardBridge"), 1],
        [proxyOf("L1CrossDomainMessenger"), 2],
        [proxyOf("L1CrossDomainMessenger"), "OVM_L1CrossDomainMessenger"],
        [addressOf("address-manager")],
      ]),
    );
    for (const call of set.ofType(CALL).filter((each) => !isSetting(each))) {
      const isOlder = /messenger|standard-bridge/.test(call.name);
      expect(waitsFor(call)).toHaveLength(isOlder ? 4 : 0);
    }
  });

  it("give the ProxyAdmin to the timelock when everything else is done", () => {
    const ownership = set.only("safes:index:Ownership");
    expect(ownership.inputs).toMatchObject({ contract: addressOf("proxy-admin"), newOwner: accountOf("timelock") });
    expect(waitsFor(ownership)).toHaveLength(13);
  });

  it("are protected, save implementations, which an upgrade replaces", () => {
    for (const { name, options } of set.ofType(CONTRACT)) {
      expect(options.protect ?? false).toBe(!name.endsWith("-implementation"));
    }
  });

  it("come from another build where one is named, whose hashes and compiler are named too", async () => {
    const hash = `0x${"11".repeat(32)}`;
    const compiler = { ...PINNED_COMPILER, version: "0.8.16+commit.07a7930e" };
    const own = await build({
      artifacts: { directory: "contracts/out", codeHashes: { SystemConfig: hash }, compiler },
    });
    expect(own.inputs(CONTRACT, "system-config-implementation")).toMatchObject({
      artifact: "contracts/out/SystemConfig.sol/SystemConfig.json",
      creationCodeHash: hash,
      compiler,
    });
    expect(own.inputs(CONTRACT, "l1-proxy-admin")).toMatchObject({
      artifact: "contracts/out/ProxyAdmin.sol/ProxyAdmin.json",
      creationCodeHash: PINNED_CODE_HASHES.ProxyAdmin,
      compiler: PINNED_COMPILER,
    });
  });

  it("hide nothing of the others while the genesis block is not known yet", async () => {
    const unknown = await build({ startingTimestampSeconds: pulumi.output<number>(pulumi.unknown as never) });
    expect(unknown.inputs(CALL, "l1-system-config-initialisation").arguments).toHaveLength(3);
    expect((unknown.inputs(CALL, "l1-system-config-initialisation").arguments as unknown[])[2]).toMatch(/^0x/);
  });
});

function waitsFor({ options }: RegisteredResource): readonly unknown[] {
  return ((options as pulumi.ResourceOptions).dependsOn as readonly unknown[] | undefined) ?? [];
}
