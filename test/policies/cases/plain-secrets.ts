import type { PolicyCases } from "../case";
import { unknown } from "../engine-stub";
import { container, containerCases, type Fields, kinds, object, together } from "./pods";

const entry = (type: string) => (inputs: Fields) =>
  object(`core/v1:${type}`, "entry", { metadata: { namespace: "jeju" }, ...inputs });
const [secret, configMap] = [entry("Secret"), entry("ConfigMap")];
const base64 = (content: string | Buffer) => Buffer.from(content).toString("base64");

/** Keys that belong to nobody: the first account of every development chain, and what is drawn from its digits. */
const bytes = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const mnemonic = `${"test ".repeat(11)}junk`;
const pem = "-----BEGIN EC PRIVATE KEY-----\nMHQCAQEE\n-----END EC PRIVATE KEY-----\n";
const keys: Readonly<Record<string, readonly [string, RegExp]>> = {
  "a private key": [`0x${bytes}`, /a private key of 32 bytes/],
  "a mnemonic": [mnemonic, /a BIP-39 mnemonic/],
  "a key in PEM": [pem, /a private key in PEM/],
  "a token": [`pul-${bytes.slice(0, 40)}`, /a Pulumi token/],
};

/** What must not be printed. */
const silent = (path: RegExp, kind: RegExp) =>
  new RegExp(`^(?![\\s\\S]*(${bytes.slice(0, 40)}|test test|MHQCAQEE))[\\s\\S]*${path.source} holds ${kind.source}`);

const everywhere = Object.entries(keys).flatMap(([name, [text, kind]]) =>
  (
    [
      [`${name} in a Secret`, secret({ stringData: { key: text } }), /stringData\.key/],
      [`${name} in a Secret, packed`, secret({ data: { key: base64(text) } }), /data\.key/],
      [`${name} in a ConfigMap`, configMap({ data: { key: text } }), /data\.key/],
      [`${name} in a ConfigMap, packed`, configMap({ binaryData: { key: base64(text) } }), /binaryData\.key/],
    ] as const
  ).map(([where, resource, path]) => [where, { resources: [resource], found: silent(path, kind) }] as const),
);

const variable = (name: string, value: unknown) => ({
  env: [
    { name: "LEVEL", value: "info" },
    { name, value },
  ],
});

export const plainSecretCases: readonly PolicyCases[] = [
  together(
    {
      policy: "k8s-no-plain-secret",
      good: {
        "an endpoint": [secret({ stringData: { url: "https://rpc.example.org/v2/abc" } })],
        "an endpoint, packed": [secret({ data: { url: base64("https://rpc.example.org/v2/abc") } })],
        "the chain's own description": [
          configMap({ data: { "rollup.json": JSON.stringify({ genesis: { l1: { hash: `0x${bytes}` } } }) } }),
        ],
        "bytes that are one more than a key has": [secret({ data: { key: base64(Buffer.from(`${bytes}ff`, "hex")) } })],
        "a packed file": [
          configMap({ binaryData: { "genesis.json.gz": base64(Buffer.from(bytes.repeat(3), "hex")) } }),
        ],
        nothing: [secret({}), configMap({})],
      },
      bad: {
        ...Object.fromEntries(everywhere),
        "the bytes of a private key": {
          resources: [secret({ data: { key: base64(Buffer.from(bytes, "hex")) } })],
          found: silent(/data\.key/, /a private key of 32 bytes/),
        },
      },
      unknown: {
        "entries that another resource computes": [secret({ stringData: unknown })],
        "an entry that another resource computes": [configMap({ data: { key: unknown } })],
        "one entry of two that another resource computes": [configMap({ data: { level: "info", key: unknown } })],
        "a packed entry that another resource computes": [secret({ data: { key: unknown } })],
      },
    },
    containerCases(
      "k8s-no-plain-secret",
      {
        "a private key in a variable": variable("SIGNER", `0x${bytes}`),
        "a mnemonic in an argument": { args: ["--mnemonic", mnemonic] },
        "a private key in an argument": { args: [`--private-key=0x${bytes}`] },
        "a private key in the command": { command: ["/bin/sh", "-c", `sign 0x${bytes}`] },
      },
      /(env\[1\]\.SIGNER\.value|args\[\d\]|args|command\[2\]) holds a (private key of 32 bytes|BIP-39 mnemonic)/,
      { args: [unknown] },
    ),
    containerCases(
      "k8s-no-plain-secret",
      Object.fromEntries(
        ["DB_PASSWORD", "PRIVATE_KEY", "ETHERSCAN_API_KEY", "MNEMONIC", "AUTH_TOKEN"].map((name) => [
          name,
          variable(name, "tr0ub4dor"),
        ]),
      ),
      /env\[1\]\.value is a literal under the name [A-Z_]+(?![\s\S]*tr0ub4dor)/,
      variable("DB_PASSWORD", unknown),
    ),
    containerCases("k8s-no-plain-secret", {}, /./, { env: unknown }),
    {
      policy: "k8s-no-plain-secret",
      good: {
        "variables that say where it is": kinds.map((kind) =>
          kind({
            containers: [
              container({
                env: [
                  { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
                  { name: "PRIVATE_KEY", value: "/run/secrets/key" },
                  { name: "API_KEY", value: "" },
                  { name: "TOKEN_ADDRESS", value: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" },
                  { name: "GENESIS_SHA256", value: bytes },
                ],
              }),
            ],
          }),
        ),
      },
      bad: {},
      unknown: {},
    },
  ),
];
