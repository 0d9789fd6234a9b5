import type { PolicyCases } from "../case";
import { aws } from "../case";
import { type Described, later, ref, unknown } from "../engine-stub";
import {
  call,
  contract,
  deployer,
  ownership,
  people,
  place,
  safe,
  timelock,
  verification,
  view,
  zero,
} from "./chain-accounts";

const stack = [safe({}), timelock({}), contract()];
const adminSlot = (expected: unknown) => ({
  ...{ kind: "storage", id: "Bridge.adminSlot", contract: place(3), length: 20, expected },
  slot: "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103",
});
const made = { constructorArguments: [place(4)] };

const provider = (settings: Record<string, unknown>): Described => ({
  type: "pulumi:providers:safes",
  name: "l1",
  inputs: { chainId: "8453", environment: "mainnet", rpcUrls: '["https://mainnet.base.org"]', ...settings },
});
const signer = (keyId: string, kind = "kms") => ({ signer: JSON.stringify({ kind, keyId, region: "us-east-1" }) });
const alias = aws("kms/Alias", "alias", { name: "alias/deployer", targetKeyId: "1" });
const key = aws("kms/Key", "key", {}, { protect: true });
const signerAddress = (keyId: unknown): Described => ({
  type: "safes:index:SignerAddress",
  name: "batcher",
  inputs: { keyId, region: "us-east-1" },
});

export const rightsCases: readonly PolicyCases[] = [
  {
    policy: "chain-no-eoa-owner",
    good: {
      "a timelock that gets a contract": [...stack, ownership()],
      "a contract that waits to be accepted": [...stack, ownership({}, { holder: "nobody: there is no contract" })],
      "owners that are contracts": [
        ...stack,
        verification([view("owner", place(1)), view("getProxyAdmin", place(3)), adminSlot(place(2))]),
      ],
      "an implementation that nobody owns": [
        verification([view("owner", zero), view("owner", "0x000000000000000000000000000000000000dEaD")]),
      ],
      "a key that signs blocks, which is no owner": [verification([view("unsafeBlockSigner", people[0])])],
      "a timelock that calls later": [...stack, call({ governed: { by: place(2) } }), call({})],
      "an owner of which only the update knows the address": [
        safe({}, { address: ref("treasury", "address") }),
        contract(),
        ownership({ newOwner: ref("treasury", "address") }, { holder: ref("treasury", "address") }),
      ],
    },
    bad: {
      "a person who gets a contract": {
        resources: [...stack, ownership({ newOwner: people[0] })],
        found: /newOwner is 0xabCdef0/,
      },
      "a person who has it on the chain": {
        resources: [...stack, ownership({}, { holder: people[0] })],
        found: /holder is 0xabCdef0/,
      },
      "a key of the stack": {
        resources: [...stack, deployer(), ownership({ newOwner: place(4) })],
        found: /newOwner is the key jeju-deployer/,
      },
      "an owner that the program expects to be a person": {
        resources: [...stack, verification([view("owner", people[0])])],
        found: /checks\[0\]\.expected is 0xabCdef0/,
      },
      "a proxy's admin that is a person": {
        resources: [...stack, verification([adminSlot(people[0])])],
        found: /checks\[0\]\.expected is 0xabCdef0/,
      },
      "a guardian that is a key": {
        resources: [...stack, deployer(), verification([view("guardian", place(4))])],
        found: /is the key jeju-deployer/,
      },
      "a call that a person makes later": {
        resources: [...stack, call({ governed: { by: people[0] } })],
        found: /governed\.by is 0xabCdef0/,
      },
    },
    unknown: {
      "an owner that nothing tells of": [...stack, ownership({ newOwner: unknown })],
      "checks that nothing tells of": [...stack, verification(unknown)],
      "an owner that is one of two things": [
        safe({}, { address: ref("treasury", "address") }),
        deployer({ address: ref("jeju-deployer", "address") }),
        ownership(
          { newOwner: later([ref("treasury", "address"), ref("jeju-deployer", "address")]) },
          { holder: unknown },
        ),
      ],
    },
  },
  {
    policy: "chain-deployer-renounced",
    good: {
      "a contract that is handed over": [...stack.slice(0, 2), deployer(), contract(made), ownership()],
      "a contract that knows no deployer": [deployer(), contract({ constructorArguments: [place(2), 7, "name"] })],
      "a Safe of people": [deployer(), safe({})],
      "roles that Safes have": [deployer(), ...stack, verification([view("owner", place(2))])],
      "a contract of which only the update knows the address": [
        timelock(
          { proposers: [ref("timelock", "address")], executors: [ref("timelock", "address")] },
          { address: ref("timelock", "address") },
        ),
        deployer({ address: ref("jeju-deployer", "address") }),
        contract({ constructorArguments: [ref("jeju-deployer", "address")] }, { address: ref("bridge", "address") }),
        ownership(
          { contract: ref("bridge", "address"), newOwner: ref("timelock", "address") },
          { deployer: ref("jeju-deployer", "address"), holder: ref("timelock", "address") },
        ),
      ],
    },
    bad: {
      "a contract that keeps the deployer": {
        resources: [...stack.slice(0, 2), deployer(), contract(made)],
        found: /made with the deployer as an argument/,
      },
      "a hand-over to the deployer": {
        resources: [...stack, ownership({ newOwner: place(4) })],
        found: /newOwner is the deployer/,
      },
      "a hand-over that did not happen": {
        resources: [...stack, ownership({}, { status: "not handed over", holder: place(4) })],
        found: /status is not handed over/,
      },
      "a role in the timelock": {
        resources: [deployer(), timelock({ proposers: [place(4)] })],
        found: /proposers\[0\] is the deployer/,
      },
      "a role that only the chain knows of": {
        resources: [deployer(), timelock({}, { observed: { roles: { admin: [place(2), place(4)] } } })],
        found: /observed\.roles\.admin\[1\] is the deployer/,
      },
      "a place among a Safe's owners": {
        resources: [deployer(), safe({ owners: [...people.slice(0, 4), place(4)] })],
        found: /owners\[4\] is the deployer/,
      },
      "an owner that the program expects": {
        resources: [deployer(), verification([view("owner", place(4))])],
        found: /checks\[0\]\.expected is the deployer/,
      },
    },
    unknown: {
      "a deployer that only the update knows": [deployer({ address: unknown }), safe({})],
      "a hand-over of a contract that nothing tells of": [
        ...stack.slice(0, 2),
        deployer(),
        contract(made),
        ownership({ contract: unknown }),
      ],
      "a status that the update will tell": [...stack, ownership({}, { status: unknown })],
    },
  },
  {
    policy: "chain-signer-is-kms",
    good: {
      "an alias of the stack": [alias, provider(signer("alias/deployer"))],
      "a provider that sends nothing": [provider({})],
      "an address of a key of the stack": [key, signerAddress(ref("key", "arn"))],
    },
    bad: {
      "a key in a variable": {
        resources: [provider({ signer: '{"kind":"local","keyVariable":"KEY"}' })],
        found: /no key in KMS/,
      },
      "a key in a file": {
        resources: [provider({ signer: '{"kind":"keystore","file":"deployer.json"}' })],
        found: /no key in KMS/,
      },
      "a key of somebody else": {
        resources: [alias, provider(signer("alias/another"))],
        found: /signer\.keyId names no key of this stack/,
      },
      "a key in the provider's settings": {
        resources: [alias, provider({ ...signer("alias/deployer"), rpcUrls: `["https://host/${"4f".repeat(32)}"]` })],
        found: /rpcUrls holds a private key/,
      },
      "a property with a key's name": {
        resources: [safe({ nested: { privateKey: "anything" } })],
        found: /nested\.privateKey holds a private key/,
      },
      "a key as text": {
        resources: [safe({ note: "-----BEGIN EC PRIVATE KEY-----" })],
        found: /note holds a private key/,
      },
      "an address of a key of somebody else": {
        resources: [key, signerAddress("alias/another")],
        found: /keyId names no key of this stack/,
      },
    },
    unknown: {
      "a signer that another resource computes": [provider({ signer: unknown })],
      "a key that nothing tells of": [signerAddress(unknown)],
    },
  },
  {
    policy: "chain-id-matches-stack",
    good: {
      "mainnet's chain": [provider({})],
      "a node of its own": [provider({ rpcUrls: '["http://127.0.0.1:8545"]' })],
      "a stack of mainnet": [
        { type: "pulumi:pulumi:StackReference", name: "org/base/mainnet", inputs: { name: "org/base/mainnet" } },
      ],
      "endpoints of mainnet": [
        {
          type: "pulumi:pulumi:Stack",
          name: "jeju-mainnet",
          inputs: {},
          outputs: { chain: { rpcUrl: "https://rpc.jeju.network" } },
        },
      ],
    },
    bad: {
      "a test network's chain": { resources: [provider({ chainId: "84532" })], found: /chainId is 84532/ },
      "a provider without a chain": { resources: [provider({ chainId: undefined })], found: /chainId is not set/ },
      "a provider of a test network": {
        resources: [provider({ environment: "testnet" })],
        found: /environment is testnet/,
      },
      "a test network's endpoint": {
        resources: [provider({ rpcUrls: '["https://mainnet.base.org","https://base-sepolia.example/v2/k3y"]' })],
        found: /rpcUrls\[1\] leads to a host of sepolia/,
      },
      "a stack of a test network": {
        resources: [{ type: "pulumi:pulumi:StackReference", name: "base", inputs: { name: "org/base/testnet" } }],
        found: /name is that of a stack of testnet/,
      },
      "a test network's explorer": {
        resources: [
          {
            ...{ type: "pulumi:pulumi:Stack", name: "jeju-mainnet", inputs: {} },
            outputs: { explorer: "https://sepolia.basescan.org" },
          },
        ],
        found: /explorer leads to a host of sepolia/,
      },
    },
    unknown: { "endpoints that another resource computes": [provider({ rpcUrls: unknown })] },
  },
];
