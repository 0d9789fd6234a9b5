import { aws, type PolicyCases } from "../case";
import { type Described, ref, unknown } from "../engine-stub";
import { safe } from "./chain-accounts";

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

const telling = (outputs: Record<string, unknown>): Described => ({
  ...{ type: "pulumi:pulumi:Stack", name: "jeju-mainnet", inputs: {}, outputs },
});

export const chainCases: readonly PolicyCases[] = [
  {
    policy: "chain-signer-is-kms",
    good: {
      "an alias of the stack": [alias, provider(signer("alias/deployer"))],
      "a provider that sends nothing": [provider({})],
      "a text that is longer than a key": [provider({ note: `0x${"4f".repeat(33)}` })],
      "names of keys that are not in the program": [
        safe({ nested: { privateKey: { name: "deployer" }, signingKey: "", mnemonic: null } }),
      ],
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
        found: /found: rpcUrls holds a private key/,
      },
      "a key alone in the provider's settings": {
        resources: [provider({ note: "4f".repeat(32) })],
        found: /found: note holds a private key/,
      },
      "a property with a key's name": {
        resources: [safe({ nested: { privateKey: "anything" } })],
        found: /found: nested\.privateKey holds a private key/,
      },
      "a key as text": {
        resources: [safe({ note: "-----BEGIN EC PRIVATE KEY-----" })],
        found: /note holds a private key/,
      },
      "an address of a key of somebody else": {
        resources: [key, signerAddress("alias/another")],
        found: /keyId names no key of this stack/,
      },
      "an address of no key": {
        resources: [key, signerAddress(undefined)],
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
      "what a stack tells besides": [
        {
          ...{ type: "pulumi:pulumi:Stack", name: "jeju-mainnet", inputs: {} },
          outputs: { chainId: 8453, retired: null, note: "moved from https://rpc.sepolia.example" },
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
        resources: [telling({ explorer: "https://sepolia.basescan.org" })],
        found: /found: explorer leads to a host of sepolia/,
      },
      "a test network's endpoint without TLS": {
        resources: [telling({ chain: { rpc: ["http://sepolia.example:8545"] } })],
        found: /found: chain\.rpc\.0 leads to a host of sepolia/,
      },
      "a test network's socket without TLS": {
        resources: [telling({ chain: { socket: "ws://sepolia.example:8546" } })],
        found: /found: chain\.socket leads to a host of sepolia/,
      },
    },
    unknown: {
      "endpoints that another resource computes": [provider({ rpcUrls: unknown })],
      "a chain that another resource computes": [provider({ chainId: unknown })],
      "a stack that another resource names": [
        { type: "pulumi:pulumi:StackReference", name: "base", inputs: { name: unknown } },
      ],
    },
  },
];
