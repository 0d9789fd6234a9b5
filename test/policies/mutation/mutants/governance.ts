import { both, change, drop, on, point, set, withItem } from "../edits";
import { type Mutant, mutants, one } from "../mutant";

const treasury = one("safes:index:Safe", "treasury");
const operations = one("safes:index:Safe", "operations");
const timelock = one("safes:index:Timelock");
const ownership = one("safes:index:Ownership");
const verification = one("safes:index:Verification");
const deployer = one("safes:index:SignerAddress", "deployer");
const batcher = one("safes:index:SignerAddress", "batcher");
const contract = one("safes:index:Contract", "contracts-address-manager");
const made = one("safes:index:Contract", "contracts-proxy-admin");
const call = one("safes:index:Call", "settings-batcher");
const provider = one("pulumi:providers:safes");
const topStack = one("pulumi:pulumi:Stack");

const stranger = "0x52908400098527886E0F7030069857D2E4169EE7";
const other = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";
const hash = `0x${"ab".repeat(32)}`;
/** As the program wants it, and as the chain has it. */
const everywhere = (property: string, how: (value: unknown) => unknown) =>
  both(change(property, how), change(`observed.${property}`, how));
const owners = (how: (owners: readonly string[]) => readonly string[]) =>
  everywhere("owners", (value) => (Array.isArray(value) ? how(value) : value));

export const governanceMutants: readonly Mutant[] = [
  ...mutants("chain-safe-threshold", operations, {
    "one below three": everywhere("threshold", () => 2),
    "all of them": everywhere("threshold", () => 5),
  }),
  ...mutants("chain-safe-threshold", treasury, { "no majority": everywhere("threshold", () => 4) }),
  ...mutants("chain-safe-owner-count", operations, { "one below five": owners((all) => all.slice(1)) }),
  ...mutants("chain-safe-owners-valid", operations, {
    nobody: owners((all) => [...all.slice(1), "0x0000000000000000000000000000000000000000"]),
    "the end of the list": owners((all) => [...all.slice(1), "0x0000000000000000000000000000000000000001"]),
    "one twice": owners((all) => [...all.slice(1), all[1] ?? ""]),
    "no checksum": owners((all) => [...all.slice(1), stranger.toLowerCase()]),
    "an address that is too short": owners((all) => [...all.slice(1), stranger.slice(0, -1)]),
  }),
  ...mutants("chain-safe-pinned", treasury, {
    "a module": everywhere("modules", () => [stranger]),
    "a guard": both(set("guard", stranger), set("observed.guard", stranger)),
    "another handler": set("observed.fallbackHandler", stranger),
    "another singleton": set("observed.singleton", stranger),
    "another proxy": set("observed.codeHash", hash),
    "a version nobody examined": set("version", "1.3.0"),
  }),
  ...mutants(
    "chain-timelock-delay",
    timelock,
    {
      "one second short": both(set("minDelaySeconds", 172_799), set("observed.minDelaySeconds", 172_799)),
    },
    { only: "mainnet" },
  ),
  ...mutants("chain-timelock-roles", timelock, {
    "a key proposes": both(set("proposers", [stranger]), set("observed.roles.proposer", [stranger])),
    "a key cancels": set("cancellers", [stranger]),
    "a second administrator": withItem("observed.roles.admin", stranger),
  }),
  ...mutants("chain-no-eoa-owner", ownership, {
    "a key owns": both(set("newOwner", stranger), set("holder", stranger)),
  }),
  ...mutants("chain-no-eoa-owner", call, { "a key governs": set("governed.by", stranger) }),
  ...mutants("chain-no-eoa-owner", verification, { "a key is expected to own": set("checks[1].expected", stranger) }),
  ...mutants("chain-deployer-renounced", ownership, {
    "not handed over": set("status", "not handed over"),
  }),
  ...mutants(
    "chain-deployer-renounced",
    ownership,
    { "waits for owners": set("status", "waits for owners") },
    { level: "advisory" },
  ),
  ...mutants("chain-deployer-renounced", made, { "nothing hands it over": on(ownership, set("contract", other)) }),
  ...mutants(
    "chain-deployer-renounced",
    timelock,
    {
      "the deployer proposes": both(
        point("proposers[0]", deployer, "address"),
        point("observed.roles.proposer[0]", deployer, "address"),
      ),
    },
    { also: [["chain-timelock-roles", timelock]] },
  ),
  ...mutants("chain-signer-is-kms", batcher, {
    "a key of somebody else": set("keyId", "arn:aws:kms:us-east-1:333333333333:key/1"),
  }),
  ...mutants("chain-signer-is-kms", provider, {
    "a key in the program": set("signer", JSON.stringify({ kind: "privateKey", privateKey: hash })),
    "a key of another account": set(
      "signer",
      JSON.stringify({ kind: "kms", keyId: "alias/theirs", region: "us-east-1" }),
    ),
  }),
  // By its name alone, whatever the value.
  ...mutants("chain-signer-is-kms", contract, { "a key among the inputs": both(set("privateKey", hash)) }),
  ...mutants("chain-id-matches-stack", provider, {
    "another chain": set("chainId", "1"),
    "another environment": set("environment", "devnet"),
  }),
  ...mutants(
    "chain-id-matches-stack",
    provider,
    { "a host of a test network": set("rpcUrls", '["https://base-goerli.example"]') },
    { only: "mainnet" },
  ),
  ...mutants(
    "chain-id-matches-stack",
    topStack,
    {
      "a foreign explorer": {
        apply: (state, subject) =>
          state.map((each) =>
            each.urn === subject.urn
              ? { ...each, outputs: { ...each.outputs, explorer: "https://explorer.testnet.example" } }
              : each,
          ),
      },
    },
    { only: "mainnet" },
  ),
  ...mutants("chain-code-matches-artifact", contract, {
    "other code than when it was made": set("codeHash", hash),
    "no hash of the artifact": drop("creationCodeHash"),
    "any compiler": drop("compiler"),
    "a compiler of no release": set("compiler.version", "0.8.16-nightly.2022.8.1+commit.e14f2714"),
  }),
  ...mutants("chain-readback", treasury, {
    "another threshold": set("observed.threshold", 6),
    "another owner": change("observed.owners", (all) => (Array.isArray(all) ? [...all.slice(1), stranger] : all)),
  }),
  ...mutants("chain-readback", timelock, { "another delay": set("observed.minDelaySeconds", 1) }),
  ...mutants("chain-readback", verification, {
    "a check that fails": set("failures", [{ id: "ProxyAdmin.owner" }]),
    "not verified": set("status", "differs"),
  }),
];
