import * as pulumi from "@pulumi/pulumi";
import { id } from "ethers/hash";
import * as safes from "../safes/sdk";
import { type ArtifactName, type ArtifactOverride, artifactOf } from "./l1-contracts/artifacts";
import { encodeInitialisation } from "./l1-contracts/initialisation";
import type { L1Parameters } from "./l1-contracts/parameters";
import {
  type L1ContractName,
  MESSENGER_NAME,
  PROXIED_CONTRACTS,
  PROXIED_NAMES,
  PROXY_ARTIFACTS,
  PROXY_TYPES,
  type ProxiedName,
} from "./l1-contracts/set";
import { holdingData } from "./naming";

export interface L1ContractsArgs extends L1Parameters {
  /** Chain id of the rollup; part of the addresses. Source: `l2.chainId`. */
  readonly l2ChainId: number;
  /** Part of the addresses: another number is another set of contracts. Source: `contracts.deployment`. */
  readonly deployment: number;
  /** The provider's signer, who owns the ProxyAdmin until everything is set up. */
  readonly deployer: pulumi.Input<string>;
  /** Contracts of another build. Default: those of npm `@eth-optimism/contracts-bedrock`. Source: `contracts.artifacts`. */
  readonly artifacts?: ArtifactOverride;
  /** Whether what holds the chain together is protected against replacement. Source: `decommission`. */
  readonly protectData: boolean;
}

interface ProxyAdminCallOptions {
  /** Default none. */
  readonly dependsOn?: readonly safes.Call[];
  /** What the timelock calls once it owns the ProxyAdmin. Default: the same. */
  readonly later?: Omit<safes.GovernedCall, "by">;
}

/**
 * The rollup's contracts on its settlement layer: eleven that others call, nine of them behind proxies, with the ProxyAdmin
 * that can upgrade them.
 *
 * Every address follows from code, arguments and salts, so a preview knows all of them. What depends on nothing goes out
 * together: implementations and the ProxyAdmin, then the proxies, then the initialisations and what the ProxyAdmin has to
 * know of the older proxies, then theirs, and last the ProxyAdmin goes to the timelock. Six blocks, if each takes it all.
 *
 * Anyone can send the creations, and nobody can get between them and the initialisations: a proxy is born with the
 * ProxyAdmin as its admin, the ProxyAdmin with the deployer as its owner, the AddressManager is handed to the ProxyAdmin by
 * its creator within one transaction, implementations are initialised by their constructors, and a proxy gets its
 * implementation and its state in one call. Owners are named in the initialisations, so the deployer never is one, save of
 * the ProxyAdmin.
 *
 * Another artifact is another implementation, which anyone can create. The proxy gets it from the timelock alone: its
 * owners are asked to schedule `upgrade`, which leaves the proxy's state as it is, and the old implementation stays where it
 * is. Nothing of that replaces a proxy.
 *
 * @example
 * const contracts = new L1Contracts("jeju-mainnet-contracts", { ...parameters, l2ChainId: 420691, deployment: 1, deployer, protectData: true }, { provider: base });
 * contracts.addresses.OptimismPortal; // where deposits go
 */
export class L1Contracts extends pulumi.ComponentResource {
  /** What others call: the proxies, the AddressManager and the ProxyAdmin. Known at preview once the deployer's key exists. */
  readonly addresses: Readonly<Record<L1ContractName, pulumi.Output<string>>>;
  /** What is behind the proxies. Known at preview. */
  readonly implementations: Readonly<Record<ProxiedName, pulumi.Output<string>>>;
  /** How far each proxy is on its way to its implementation: `done`, or what a proposal waits for. */
  readonly upgrades: Readonly<Record<ProxiedName, pulumi.Output<string>>>;

  private readonly proxyAdmin: safes.Contract;

  constructor(
    private readonly name: string,
    private readonly args: L1ContractsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    // Which folder a build lies in differs between checkouts and is no change; what is in it are the hashes.
    super("jeju:infra:L1Contracts", name, { ...args, artifacts: args.artifacts?.codeHashes }, opts);
    this.proxyAdmin = this.createOnce("proxy-admin", "ProxyAdmin", {
      constructorArguments: [pulumi.output(args.deployer)],
    });
    // Its owner is whoever creates it, and that is a factory.
    const addressManager = this.createOnce("address-manager", "AddressManager", {
      creatorCalls: [
        { function: "function transferOwnership(address newOwner)", arguments: [this.proxyAdmin.address] },
      ],
    });
    const proxies = this.ofEach((contract) => this.createProxy(contract, addressManager).address);
    this.addresses = { ...proxies, AddressManager: addressManager.address, ProxyAdmin: this.proxyAdmin.address };
    this.implementations = this.ofEach((contract) => this.createImplementation(contract).address);

    const settings = this.describeOlderProxies();
    const initialisations = this.ofEach((contract) => this.initialise(contract, settings));
    this.upgrades = this.ofEach((contract) => initialisations[contract].status);
    new safes.Ownership(
      `${name}-proxy-admin-to-timelock`,
      { contract: this.proxyAdmin.address, newOwner: args.roles.upgrades },
      { parent: this, dependsOn: [...settings, ...Object.values(initialisations)] },
    );
    this.registerOutputs({ addresses: this.addresses, implementations: this.implementations });
  }

  /** A contract of this rollup alone, which nothing may ever replace. */
  private createOnce(
    label: string,
    artifact: ArtifactName,
    args: Pick<safes.ContractArgs, "constructorArguments" | "creatorCalls">,
  ): safes.Contract {
    const { l2ChainId, deployment, artifacts, protectData } = this.args;
    return new safes.Contract(
      `${this.name}-${label}`,
      // Proxies of one kind have the same code and arguments, so each needs its own salt.
      { ...artifactOf(artifact, artifacts), ...args, salt: `${BigInt(id(`${l2ChainId}/${deployment}/${label}`))}` },
      { parent: this, ...holdingData(protectData) },
    );
  }

  private createProxy(contract: ProxiedName, addressManager: safes.Contract): safes.Contract {
    const { label, proxy } = PROXIED_CONTRACTS[contract];
    const constructorArguments =
      proxy === "RESOLVED" ? [addressManager.address, MESSENGER_NAME] : [this.proxyAdmin.address];
    return this.createOnce(label, PROXY_ARTIFACTS[proxy], { constructorArguments });
  }

  /** It has no state and no arguments, so every rollup of this build can share it. */
  private createImplementation(contract: ProxiedName): safes.Contract {
    return new safes.Contract(
      `${this.name}-${PROXIED_CONTRACTS[contract].label}-implementation`,
      { ...artifactOf(contract, this.args.artifacts), salt: "0" },
      { parent: this },
    );
  }

  /** The ProxyAdmin takes every proxy for one of EIP-1967 until it is told otherwise. */
  private describeOlderProxies(): safes.Call[] {
    const { L1StandardBridge: bridge, L1CrossDomainMessenger: messenger, AddressManager: manager } = this.addresses;
    const typeOf = (label: string, proxy: pulumi.Output<string>, type: number) =>
      this.callProxyAdmin(`${label}-proxy-type`, "function setProxyType(address proxy, uint8 kind)", [proxy, type], {
        function: "function proxyType(address proxy) view returns (uint8)",
        arguments: [proxy],
        expected: type,
      });
    return [
      typeOf(PROXIED_CONTRACTS.L1StandardBridge.label, bridge, PROXY_TYPES.CHUGSPLASH),
      typeOf(PROXIED_CONTRACTS.L1CrossDomainMessenger.label, messenger, PROXY_TYPES.RESOLVED),
      this.callProxyAdmin(
        "l1-cross-domain-messenger-implementation-name",
        "function setImplementationName(address proxy, string name)",
        [messenger, MESSENGER_NAME],
        {
          function: "function implementationName(address proxy) view returns (string)",
          arguments: [messenger],
          expected: MESSENGER_NAME,
        },
      ),
      this.callProxyAdmin("address-manager-setting", "function setAddressManager(address manager)", [manager], {
        function: "function addressManager() view returns (address)",
        expected: manager,
      }),
    ];
  }

  /** Implementation and state in one call: in between anyone could initialise it. An upgrade finds the state there. */
  private initialise(contract: ProxiedName, settings: readonly safes.Call[]): safes.Call {
    const { label, proxy } = PROXIED_CONTRACTS[contract];
    const [address, implementation] = [this.addresses[contract], this.implementations[contract]];
    return this.callProxyAdmin(
      `${label}-initialisation`,
      "function upgradeAndCall(address proxy, address implementation, bytes data)",
      [address, implementation, encodeInitialisation(contract, this.args, this.addresses)],
      {
        function: "function getProxyImplementation(address proxy) view returns (address)",
        arguments: [address],
        expected: implementation,
      },
      {
        dependsOn: proxy === "ERC1967" ? [] : settings,
        later: {
          function: "function upgrade(address proxy, address implementation)",
          arguments: [address, implementation],
        },
      },
    );
  }

  private callProxyAdmin(
    label: string,
    signature: string,
    values: readonly safes.AbiValue[],
    postCondition: safes.PostCondition,
    { dependsOn = [], later = {} }: ProxyAdminCallOptions = {},
  ): safes.Call {
    const governed = { by: this.args.roles.upgrades, ...later };
    return new safes.Call(
      `${this.name}-${label}`,
      { to: this.proxyAdmin.address, function: signature, arguments: values, postCondition, governed },
      { parent: this, dependsOn: [...dependsOn] },
    );
  }

  private ofEach<Value>(make: (contract: ProxiedName) => Value): Record<ProxiedName, Value> {
    return Object.fromEntries(PROXIED_NAMES.map((contract) => [contract, make(contract)])) as Record<
      ProxiedName,
      Value
    >;
  }
}
