import { id, keccak256, zeroPadValue } from "ethers";
import type { ProxiedName } from "../../../infra/l1-contracts/set";
import { ADMIN_SLOT, IMPLEMENTATION_SLOT } from "./chain-reader";
import type { Hands } from "./hands";
import { accountOf } from "./l1-parameters";

/** A way in which the contracts can be wrong, and the checks that have to say so, no more and no fewer. */
export interface WrongState {
  readonly what: string;
  readonly make: (hands: Hands) => Promise<void>;
  readonly reportedBy: readonly string[];
}

const intruder = accountOf("intruder");

/** Of the mappings of a ResolvedDelegateProxy. */
const ownEntry = (proxy: string, mapping: number) =>
  keccak256(`${zeroPadValue(proxy, 32)}${`${mapping}`.padStart(64, "0")}`);

/** A slot that SystemConfig names by a hash, less one. */
const namedSlot = (name: string) => `0x${(BigInt(id(name)) - 1n).toString(16).padStart(64, "0")}`;

const variable = (name: ProxiedName, label: string, value: string | number, ...also: string[]): WrongState => ({
  what: `${name}: another ${label}`,
  make: (hands) => hands.ofProxy(name, label, value),
  reportedBy: [`${name}.${label.replace(/^_/, "")}`, ...also],
});

const systemSlot = (getter: string, slot: string): WrongState => ({
  what: `SystemConfig: another ${getter}`,
  make: (hands) => hands.setSlot(hands.set.addresses.SystemConfig, namedSlot(slot), intruder),
  reportedBy: [`SystemConfig.${getter}`],
});

const owners: readonly WrongState[] = [
  variable("SystemConfig", "_owner", intruder),
  variable("ProtocolVersions", "_owner", intruder),
  {
    what: "another owner of the ProxyAdmin",
    make: (hands) => hands.setVariable(hands.set.addresses.ProxyAdmin, "ProxyAdmin", "_owner", intruder),
    reportedBy: ["ProxyAdmin.owner"],
  },
  {
    what: "another owner of the AddressManager",
    make: (hands) => hands.setVariable(hands.set.addresses.AddressManager, "AddressManager", "_owner", intruder),
    reportedBy: ["AddressManager.owner", "L1CrossDomainMessenger.proxy.getProxyAdmin"],
  },
  {
    what: "another guardian",
    make: (hands) =>
      hands.setSlot(hands.set.addresses.SuperchainConfig, namedSlot("superchainConfig.guardian"), intruder),
    reportedBy: ["SuperchainConfig.guardian", "OptimismPortal.guardian"],
  },
  {
    what: "an owner of the SystemConfig behind its proxy",
    make: (hands) => hands.setVariable(hands.set.implementations.SystemConfig, "SystemConfig", "_owner", intruder),
    reportedBy: ["SystemConfig.implementation.owner"],
  },
];

const proxies: readonly WrongState[] = [
  {
    what: "another implementation of the factory, of the same interface",
    make: async (hands) => {
      const copy = accountOf("copy of the factory");
      await hands.copyCode(hands.set.implementations.OptimismMintableERC20Factory, copy);
      await hands.setSlot(hands.set.addresses.OptimismMintableERC20Factory, IMPLEMENTATION_SLOT, copy);
    },
    reportedBy: [
      "OptimismMintableERC20Factory.proxy.getProxyImplementation",
      "OptimismMintableERC20Factory.proxy.implementationSlot",
    ],
  },
  {
    what: "another admin of the SystemConfig's proxy",
    make: (hands) => hands.setSlot(hands.set.addresses.SystemConfig, ADMIN_SLOT, intruder),
    reportedBy: ["getProxyImplementation", "getProxyAdmin", "adminSlot"].map((what) => `SystemConfig.proxy.${what}`),
  },
  {
    what: "another owner of the bridge's proxy",
    make: (hands) => hands.setSlot(hands.set.addresses.L1StandardBridge, ADMIN_SLOT, intruder),
    reportedBy: ["getProxyImplementation", "getProxyAdmin", "adminSlot"].map(
      (what) => `L1StandardBridge.proxy.${what}`,
    ),
  },
  {
    what: "another messenger under its name in the AddressManager",
    make: async (hands) => {
      const { addresses, implementations } = hands.set;
      const copy = accountOf("copy of the messenger");
      await hands.copyCode(implementations.L1CrossDomainMessenger, copy);
      const { ProxyAdmin: admin, AddressManager: manager } = addresses;
      await hands.as(admin, manager, "AddressManager", "setAddress", "OVM_L1CrossDomainMessenger", copy);
    },
    reportedBy: ["AddressManager.OVM_L1CrossDomainMessenger", "L1CrossDomainMessenger.proxy.getProxyImplementation"],
  },
  {
    what: "another AddressManager of the messenger's proxy, that gives the same answer",
    make: async (hands) => {
      const { addresses, implementations } = hands.set;
      const copy = accountOf("copy of the AddressManager");
      await hands.copyCode(addresses.AddressManager, copy);
      const entry = keccak256(`${id("OVM_L1CrossDomainMessenger")}${"1".padStart(64, "0")}`);
      await hands.setSlot(copy, entry, implementations.L1CrossDomainMessenger);
      const messenger = addresses.L1CrossDomainMessenger;
      await hands.setSlot(messenger, ownEntry(messenger, 1), copy);
    },
    reportedBy: ["L1CrossDomainMessenger.proxy.addressManager"],
  },
  {
    what: "another type of the portal's proxy",
    make: (hands) => hands.asTimelock("setProxyType", hands.set.addresses.OptimismPortal, 2),
    reportedBy: ["getProxyImplementation", "proxyType"].map((what) => `OptimismPortal.proxy.${what}`),
  },
  {
    what: "the bridge's proxy taken for one of EIP-1967",
    make: (hands) => hands.asTimelock("setProxyType", hands.set.addresses.L1StandardBridge, 0),
    reportedBy: ["getProxyImplementation", "getProxyAdmin", "proxyType"].map(
      (what) => `L1StandardBridge.proxy.${what}`,
    ),
  },
  {
    what: "another name of the messenger in the ProxyAdmin",
    make: (hands) => hands.asTimelock("setImplementationName", hands.set.addresses.L1CrossDomainMessenger, "OVM"),
    reportedBy: ["ProxyAdmin.implementationName", "L1CrossDomainMessenger.proxy.getProxyImplementation"],
  },
  {
    what: "another AddressManager of the ProxyAdmin",
    make: (hands) => hands.asTimelock("setAddressManager", hands.set.addresses.SystemConfig),
    reportedBy: [
      "ProxyAdmin.addressManager",
      "L1CrossDomainMessenger.proxy.getProxyImplementation",
      "L1CrossDomainMessenger.proxy.getProxyAdmin",
    ],
  },
  {
    what: "a portal that can be initialised once more",
    make: (hands) => hands.ofProxy("OptimismPortal", "_initialized", 0),
    reportedBy: ["OptimismPortal.proxy.initialized"],
  },
  {
    what: "a messenger that can be initialised once more",
    make: (hands) => hands.ofProxy("L1CrossDomainMessenger", "_initialized", 0),
    reportedBy: ["L1CrossDomainMessenger.proxy.initialized"],
  },
  {
    what: "an oracle behind its proxy that anyone can initialise",
    make: (hands) => hands.setVariable(hands.set.implementations.L2OutputOracle, "L2OutputOracle", "_initialized", 0),
    reportedBy: ["L2OutputOracle.implementation.initialized"],
  },
];

const code: readonly WrongState[] = [
  ...(["ProxyAdmin", "AddressManager"] as const).map((name) => ({
    what: `other code of the ${name}`,
    make: (hands: Hands) => hands.changeCode(hands.set.addresses[name]),
    reportedBy: [`${name}.codeHash`],
  })),
  ...(["SystemConfig", "L1StandardBridge", "L1CrossDomainMessenger"] as const).map((name) => ({
    what: `other code of the proxy of ${name}`,
    make: (hands: Hands) => hands.changeCode(hands.set.addresses[name]),
    reportedBy: [`${name}.proxy.codeHash`],
  })),
  ...(["OptimismPortal", "L2OutputOracle"] as const).map((name) => ({
    what: `other code behind the proxy of ${name}`,
    make: (hands: Hands) => hands.changeCode(hands.set.implementations[name]),
    reportedBy: [`${name}.implementation.codeHash`],
  })),
];

const parameters: readonly WrongState[] = [
  {
    what: "another gas limit",
    make: (hands) => hands.asOperations("SystemConfig", "setGasLimit", 30_000_000),
    reportedBy: ["SystemConfig.gasLimit"],
  },
  {
    what: "other fee scalars",
    make: (hands) => hands.asOperations("SystemConfig", "setGasConfigEcotone", 1_368, 1),
    reportedBy: ["scalar", "basefeeScalar", "blobbasefeeScalar"].map((what) => `SystemConfig.${what}`),
  },
  {
    what: "the scalar of before Ecotone",
    make: (hands) => hands.asOperations("SystemConfig", "setGasConfig", 188, 684_000),
    reportedBy: ["SystemConfig.overhead", "SystemConfig.scalar"],
  },
  {
    what: "another batcher",
    make: (hands) => hands.asOperations("SystemConfig", "setBatcherHash", zeroPadValue(intruder, 32)),
    reportedBy: ["SystemConfig.batcherHash"],
  },
  {
    what: "another signer of unsafe blocks",
    make: (hands) => hands.asOperations("SystemConfig", "setUnsafeBlockSigner", intruder),
    reportedBy: ["SystemConfig.unsafeBlockSigner"],
  },
  {
    what: "another market of deposits",
    make: (hands) => hands.ofProxy("SystemConfig", "_resourceConfig", 20_000_001),
    reportedBy: ["SystemConfig.minimumGasLimit", "SystemConfig.resourceConfig"],
  },
  systemSlot("batchInbox", "systemconfig.batchinbox"),
  systemSlot("optimismPortal", "systemconfig.optimismportal"),
  systemSlot("disputeGameFactory", "systemconfig.disputegamefactory"),
  systemSlot("l1StandardBridge", "systemconfig.l1standardbridge"),
  variable("L2OutputOracle", "submissionInterval", 1, "L2OutputOracle.SUBMISSION_INTERVAL"),
  variable("L2OutputOracle", "l2BlockTime", 1, "L2OutputOracle.L2_BLOCK_TIME"),
  variable("L2OutputOracle", "startingBlockNumber", 1),
  variable("L2OutputOracle", "startingTimestamp", 1),
  variable("L2OutputOracle", "proposer", intruder, "L2OutputOracle.PROPOSER"),
  variable("L2OutputOracle", "challenger", intruder, "L2OutputOracle.CHALLENGER"),
  variable("L2OutputOracle", "finalizationPeriodSeconds", 1, "L2OutputOracle.FINALIZATION_PERIOD_SECONDS"),
  variable("OptimismPortal", "l2Oracle", intruder),
  variable("OptimismPortal", "systemConfig", intruder),
  variable("OptimismPortal", "l2Sender", intruder),
  variable(
    "L1StandardBridge",
    "otherBridge",
    intruder,
    "L1StandardBridge.OTHER_BRIDGE",
    "L1StandardBridge.l2TokenBridge",
  ),
  variable("L1StandardBridge", "messenger", intruder, "L1StandardBridge.MESSENGER"),
  variable("L1CrossDomainMessenger", "portal", intruder, "L1CrossDomainMessenger.PORTAL"),
  variable("L1CrossDomainMessenger", "otherMessenger", intruder, "L1CrossDomainMessenger.OTHER_MESSENGER"),
  variable("L1ERC721Bridge", "messenger", intruder, "L1ERC721Bridge.MESSENGER"),
  variable("OptimismMintableERC20Factory", "bridge", intruder, "OptimismMintableERC20Factory.BRIDGE"),
  {
    what: "another version that nodes need",
    make: (hands) => hands.setSlot(hands.set.addresses.ProtocolVersions, namedSlot("protocolversion.required"), "0x01"),
    reportedBy: ["ProtocolVersions.required"],
  },
];

const pauses: readonly WrongState[] = [
  {
    what: "withdrawals that are paused",
    make: (hands) => hands.asOperations("SuperchainConfig", "pause", "test"),
    reportedBy: [
      "SuperchainConfig.paused",
      "OptimismPortal.paused",
      "L1StandardBridge.paused",
      "L1CrossDomainMessenger.paused",
      "L1ERC721Bridge.paused",
    ],
  },
];

const roles: readonly WrongState[] = [
  {
    what: "a deployer who can schedule",
    make: (hands) => hands.role("grantRole", "PROPOSER_ROLE", hands.deployer),
    reportedBy: ["Timelock.proposer.deployer"],
  },
  {
    what: "a deployer who can cancel",
    make: (hands) => hands.role("grantRole", "CANCELLER_ROLE", hands.deployer),
    reportedBy: ["Timelock.canceller.deployer"],
  },
  {
    what: "an Operations Safe that cannot cancel",
    make: (hands) => hands.role("revokeRole", "CANCELLER_ROLE", hands.set.safes.operations),
    reportedBy: ["Timelock.canceller.operationsSafe"],
  },
  {
    what: "an Upgrades Safe that cannot schedule",
    make: (hands) => hands.role("revokeRole", "PROPOSER_ROLE", hands.set.safes.upgrades),
    reportedBy: ["Timelock.proposer.upgradesSafe"],
  },
  {
    what: "nobody who can execute",
    make: (hands) => hands.role("revokeRole", "EXECUTOR_ROLE", `0x${"0".repeat(40)}`),
    reportedBy: ["Timelock.executor.anyone"],
  },
  {
    what: "another delay",
    // `_minDelay` is the third variable of the contract, behind roles and timestamps.
    make: (hands) => hands.setSlot(hands.set.timelock, `0x${"2".padStart(64, "0")}`, "0x0e10"),
    reportedBy: ["Timelock.getMinDelay"],
  },
];

export const wrongStates: readonly WrongState[] = [...owners, ...proxies, ...code, ...parameters, ...pauses, ...roles];
