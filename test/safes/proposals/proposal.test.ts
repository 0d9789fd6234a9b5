import { id } from "ethers";
import { canonicalJson } from "../../../safes/proposals/canonical-json";
import { planChanges } from "../../../safes/proposals/changes";
import { multiSendCallOnlyOf } from "../../../safes/proposals/known-multi-sends";
import { createProposal, parseProposal, withSimulation, writeProposal } from "../../../safes/proposals/proposal";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { address, messageOf, options, proposalOf, safe, settings, state, wanted } from "./samples";

const upgrade = { to: address(0xbeef), value: 0n, data: `${id("upgradeTo(address)").slice(0, 10)}${"11".repeat(32)}` };
const success = (after: Proposal["after"]) => ({
  outcome: "success" as const,
  blockNumber: 12n,
  gasUsed: 90_000n,
  events: [`AddedOwner(${address(5)}) of ${safe}`],
  after,
});

describe("a proposal", () => {
  it("has everything that its owners decide by", () => {
    expect(JSON.parse(writeProposal(proposalOf()))).toMatchInlineSnapshot(`
{
  "abi": [],
  "after": {
    "fallbackHandler": "0x00000000000000000000000000000000a0004a4A",
    "guard": "0x0000000000000000000000000000000000000000",
    "moduleGuard": "0x0000000000000000000000000000000000000000",
    "modules": [],
    "owners": [
      "0x00000000000000000000000000000000A0000005",
      "0x00000000000000000000000000000000A0000001",
      "0x00000000000000000000000000000000A0000002",
      "0x00000000000000000000000000000000A0000004",
    ],
    "threshold": 3,
  },
  "before": {
    "fallbackHandler": "0x00000000000000000000000000000000a0004a4A",
    "guard": "0x0000000000000000000000000000000000000000",
    "moduleGuard": "0x0000000000000000000000000000000000000000",
    "modules": [],
    "owners": [
      "0x00000000000000000000000000000000A0000001",
      "0x00000000000000000000000000000000A0000002",
      "0x00000000000000000000000000000000a0000003",
    ],
    "threshold": 2,
  },
  "chainId": "420691",
  "checksum": "0x14a980ec6fad286b9c2bf7ed3aa17cbf27d944cd4f21e0d059d873aef9e9150e",
  "createdAt": "2026-05-04T10:00:00Z",
  "decoded": {
    "arguments": [
      {
        "name": "transactions",
        "type": "bytes",
        "value": "0x0000000000000000000000000000000000a0005afe000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000440d582f1300000000000000000000000000000000000000000000000000000000a000000500000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000a0005afe00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064e318b52b00000000000000000000000000000000000000000000000000000000a000000200000000000000000000000000000000000000000000000000000000a000000300000000000000000000000000000000000000000000000000000000a0000004",
      },
    ],
    "calls": [
      {
        "arguments": [
          {
            "name": "owner",
            "type": "address",
            "value": "0x00000000000000000000000000000000A0000005",
          },
          {
            "name": "threshold",
            "type": "uint256",
            "value": "3",
          },
        ],
        "contract": "this Safe",
        "function": "addOwnerWithThreshold(address owner, uint256 threshold)",
        "operation": "call",
        "to": "0x00000000000000000000000000000000A0005afE",
        "value": "0",
      },
      {
        "arguments": [
          {
            "name": "prevOwner",
            "type": "address",
            "value": "0x00000000000000000000000000000000A0000002",
          },
          {
            "name": "oldOwner",
            "type": "address",
            "value": "0x00000000000000000000000000000000a0000003",
          },
          {
            "name": "newOwner",
            "type": "address",
            "value": "0x00000000000000000000000000000000A0000004",
          },
        ],
        "contract": "this Safe",
        "function": "swapOwner(address prevOwner, address oldOwner, address newOwner)",
        "operation": "call",
        "to": "0x00000000000000000000000000000000A0005afE",
        "value": "0",
      },
    ],
    "contract": "MultiSendCallOnly 1.4.1",
    "function": "multiSend(bytes transactions)",
    "operation": "delegatecall",
    "to": "0x9641d764fc13c8B624c04430C7356C1C7C8102e2",
    "value": "0",
  },
  "description": "owners after the ceremony of May",
  "domainHash": "0x7a01af75beba4ab1a3d5b9f09f3c8e07600916cccaec13127c28df8fe169576f",
  "format": "jeju-safe-proposal/1",
  "inverse": {
    "decoded": {
      "arguments": [
        {
          "name": "transactions",
          "type": "bytes",
          "value": "0x0000000000000000000000000000000000a0005afe00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064e318b52b000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000a000000500000000000000000000000000000000000000000000000000000000a00000030000000000000000000000000000000000a0005afe00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064f8dc5dd900000000000000000000000000000000000000000000000000000000a000000200000000000000000000000000000000000000000000000000000000a00000040000000000000000000000000000000000000000000000000000000000000002",
        },
      ],
      "calls": [
        {
          "arguments": [
            {
              "name": "prevOwner",
              "type": "address",
              "value": "0x0000000000000000000000000000000000000001",
            },
            {
              "name": "oldOwner",
              "type": "address",
              "value": "0x00000000000000000000000000000000A0000005",
            },
            {
              "name": "newOwner",
              "type": "address",
              "value": "0x00000000000000000000000000000000a0000003",
            },
          ],
          "contract": "this Safe",
          "function": "swapOwner(address prevOwner, address oldOwner, address newOwner)",
          "operation": "call",
          "to": "0x00000000000000000000000000000000A0005afE",
          "value": "0",
        },
        {
          "arguments": [
            {
              "name": "prevOwner",
              "type": "address",
              "value": "0x00000000000000000000000000000000A0000002",
            },
            {
              "name": "owner",
              "type": "address",
              "value": "0x00000000000000000000000000000000A0000004",
            },
            {
              "name": "threshold",
              "type": "uint256",
              "value": "2",
            },
          ],
          "contract": "this Safe",
          "function": "removeOwner(address prevOwner, address owner, uint256 threshold)",
          "operation": "call",
          "to": "0x00000000000000000000000000000000A0005afE",
          "value": "0",
        },
      ],
      "contract": "MultiSendCallOnly 1.4.1",
      "function": "multiSend(bytes transactions)",
      "operation": "delegatecall",
      "to": "0x9641d764fc13c8B624c04430C7356C1C7C8102e2",
      "value": "0",
    },
    "domainHash": "0x7a01af75beba4ab1a3d5b9f09f3c8e07600916cccaec13127c28df8fe169576f",
    "messageHash": "0x08cce67bbd522ff8376e06fa62693d41ba2079d487eec02fcfd16af1a0802499",
    "note": "brings everything back, as far as the author knows",
    "safeTxHash": "0xd9677784dba8a9cc382bb490ee7294cc36aa84d66d3f8f667be73061f54e53b6",
    "transaction": {
      "baseGas": "0",
      "data": "0x8d80ff0a000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000001720000000000000000000000000000000000a0005afe00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064e318b52b000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000a000000500000000000000000000000000000000000000000000000000000000a00000030000000000000000000000000000000000a0005afe00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064f8dc5dd900000000000000000000000000000000000000000000000000000000a000000200000000000000000000000000000000000000000000000000000000a000000400000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000",
      "gasPrice": "0",
      "gasToken": "0x0000000000000000000000000000000000000000",
      "nonce": "8",
      "operation": 1,
      "refundReceiver": "0x0000000000000000000000000000000000000000",
      "safeTxGas": "0",
      "to": "0x9641d764fc13c8B624c04430C7356C1C7C8102e2",
      "value": "0",
    },
  },
  "messageHash": "0x0eccb40c20e12ac7d156f6bed8593760713a5cacd4c5b9fc0a1055a94e2f5ea6",
  "origin": {
    "stack": "testnet",
    "urn": "urn:pulumi:testnet::jeju::safes:index:Safe::operations",
  },
  "safe": "0x00000000000000000000000000000000A0005afE",
  "safeTxHash": "0x1fe4b91e19fc07615befaa7818c3d2a58906cdf92eac252a55f9a6df78dc43e2",
  "signatures": [],
  "simulation": {
    "outcome": "none",
    "reason": "nobody has simulated it yet",
  },
  "transaction": {
    "baseGas": "0",
    "data": "0x8d80ff0a000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000001520000000000000000000000000000000000a0005afe000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000440d582f1300000000000000000000000000000000000000000000000000000000a000000500000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000a0005afe00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064e318b52b00000000000000000000000000000000000000000000000000000000a000000200000000000000000000000000000000000000000000000000000000a000000300000000000000000000000000000000000000000000000000000000a00000040000000000000000000000000000",
    "gasPrice": "0",
    "gasToken": "0x0000000000000000000000000000000000000000",
    "nonce": "7",
    "operation": 1,
    "refundReceiver": "0x0000000000000000000000000000000000000000",
    "safeTxGas": "0",
    "to": "0x9641d764fc13c8B624c04430C7356C1C7C8102e2",
    "value": "0",
  },
  "trustedMultiSends": [],
  "version": "1.4.1",
}
`);
  });

  it("comes back from its file as it was", () => {
    const proposal = proposalOf({ simulation: { outcome: "none", reason: "there is no endpoint" } });
    expect(parseProposal(writeProposal(proposal), "proposal.json")).toEqual(proposal);
  });

  it("is the same bytes every time, whatever the order of what is wanted", () => {
    const reordered = { ...wanted, owners: wanted.owners.toReversed() };
    const again = createProposal({ ...options, calls: planChanges(state, reordered), wanted: reordered });
    expect(writeProposal(again)).toBe(writeProposal(proposalOf()));
  });

  it("takes the Safe's next nonce, or the one that it is given", () => {
    expect(proposalOf().transaction.nonce).toBe(7n);
    expect(proposalOf({ nonce: 9n }).inverse).toMatchObject({ transaction: { nonce: 10n } });
  });

  it("leads to an inverse that leads back", () => {
    const { inverse, after, before } = proposalOf();
    if (!("transaction" in inverse)) throw new Error("it has none");
    const back = planChanges({ ...state, ...after, nonce: 8n }, before);
    expect(back).toHaveLength(2);
    expect(inverse.note).toBe("brings everything back, as far as the author knows");
    expect(after.owners).toEqual([address(5), address(1), address(2), address(4)]);
  });

  it("says why it has no inverse, or only a part of one", () => {
    const call = { ...options, wanted: undefined, calls: [upgrade] };
    expect(createProposal(call).inverse).toEqual({ reason: "nobody said what undoes its calls to other contracts" });
    expect(createProposal({ ...call, inverseCalls: [upgrade] }).inverse).toMatchObject({ transaction: upgrade });
    expect(createProposal({ ...call, calls: [{ to: safe, value: 0n, data: "0x" }] }).inverse).toEqual({
      reason: "it changes nothing",
    });
    const both = proposalOf({ calls: [...options.calls, upgrade] });
    expect(both.inverse).toMatchObject({ note: expect.stringContaining("undoes no call to another contract") });
    const old = { ...state, version: "1.3.0", fallbackHandler: safe };
    const mended = settings();
    expect(createProposal({ ...options, state: old, wanted: mended, calls: planChanges(old, mended) }).inverse).toEqual(
      {
        reason: "no Safe can be made what this one was: the Safe cannot be its own fallback handler (GS400)",
      },
    );
  });

  it("is written with the addresses that everybody else writes, however they were spelled", () => {
    const lower = {
      ...state,
      address: state.address.toLowerCase(),
      owners: state.owners.map((each) => each.toLowerCase()),
    };
    const calls = options.calls.map((call) => ({ ...call, to: call.to.toLowerCase() }));
    expect(writeProposal(proposalOf({ state: lower, calls }))).toBe(writeProposal(proposalOf()));
  });

  it("vouches for a MultiSend at an address of the chain's own only when it is told to", () => {
    const own = address(0x77);
    expect(proposalOf({ multiSend: own })).toMatchObject({ transaction: { to: own }, trustedMultiSends: [own] });
    expect(proposalOf()).toMatchObject({ transaction: { to: multiSendCallOnlyOf(state) }, trustedMultiSends: [] });
  });

  it("is refused with every reason", () => {
    const calls = planChanges(state, settings({ threshold: 1, modules: [address(21)] }));
    expect(messageOf(() => proposalOf({ calls, wanted: undefined }))).toMatchInlineSnapshot(`
"the proposal is refused (Safe 0x00000000000000000000000000000000A0005afE)
  got:      
    module-unwanted: module 0x00000000000000000000000000000000a0000015 would act for the Safe without any signature
      state it in the Safe's wanted settings if it is meant, and propose it from there
    threshold-lowered: the Safe would need fewer signatures: 2 -> 1
      keep the threshold, or allow a lower one explicitly if it is really meant"
`);
    expect(
      proposalOf({ calls, wanted: settings({ threshold: 1, modules: [address(21)] }), allowLowerThreshold: true }).after
        .threshold,
    ).toBe(1);
  });

  it("takes a simulation that ends as its calls promise, and no other", () => {
    const simulated = withSimulation(proposalOf(), success(proposalOf().after));
    expect(parseProposal(writeProposal(simulated), "proposal.json").simulation).toMatchObject({ gasUsed: 90_000n });
    const other = { ...proposalOf().after, threshold: 1 };
    expect(messageOf(() => withSimulation(proposalOf(), success(other)))).toMatchInlineSnapshot(`
"the simulation ended in other settings of the Safe than the calls promise (proposal 0x1fe4b91e19fc07615befaa7818c3d2a58906cdf92eac252a55f9a6df78dc43e2)
  got:      threshold: 3 of 4 -> 1 of 4
  fix:      sign nothing of it; a contract that it calls, or a module, changes the Safe"
`);
  });
});

/** Every leaf of a JSON value: the path to it, and the value. */
function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly leaf: unknown }[] {
  if (typeof value !== "object" || value === null) return [{ path, leaf: value }];
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ path, leaf: value }];
  return entries.flatMap(([key, entry]) => leavesOf(entry, [...path, key]));
}

/** Other values that look as right as the one there is. */
function forge(leaf: unknown): readonly unknown[] {
  if (typeof leaf === "number") return [leaf + 1, 1 - leaf];
  if (Array.isArray(leaf)) return [[address(66)], ["function forged()"]];
  const text = String(leaf);
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return [address(66), text.toLowerCase()];
  if (/^0x[0-9a-f]*$/.test(text)) return [`${text}00`, text.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"))];
  if (/^\d+$/.test(text)) return [`${BigInt(text) + 1n}`, `0${text}`];
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return ["2026-05-05T10:00:00Z"];
  return [`${text}!`, "call", "delegatecall", "1.3.0"];
}

function replaced(file: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  const copy = structuredClone(file) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, leaf);
  return copy;
}

describe("a file of a proposal", () => {
  const call = {
    to: address(0xcafe),
    value: 3n,
    data: `${id("pause(address)").slice(0, 10)}${"0".repeat(24)}${"22".repeat(20)}`,
  };
  const written = proposalOf({
    calls: [...options.calls, call],
    abi: ["function pause(address identifier)"],
    multiSend: address(0x77),
  });
  const proposal = withSimulation(written, success(written.after));
  const file = JSON.parse(writeProposal(proposal));
  const leaves = leavesOf(file);

  it("is refused after any single change of any field", () => {
    expect(leaves.length).toBeGreaterThan(100);
    const accepted: string[] = [];
    for (const { path, leaf } of leaves) {
      for (const forged of forge(leaf)) {
        if (forged === leaf) continue;
        try {
          parseProposal(JSON.stringify(replaced(file, path, forged)), "proposal.json");
          accepted.push(`${path.join(".")}: ${leaf} -> ${forged}`);
        } catch (error) {
          expect(error).toMatchObject({ name: "UserError" });
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  it("is refused when a field is missing or one too many", () => {
    for (const key of Object.keys(file)) {
      expect(() => parseProposal(JSON.stringify({ ...file, [key]: undefined }), "proposal.json")).toThrow(
        "not a proposal",
      );
    }
    expect(() => parseProposal(JSON.stringify({ ...file, note: "trust me" }), "proposal.json")).toThrow(
      "Unrecognized key",
    );
  });

  it("says which hashes are not those of its fields", () => {
    const forged = { ...file, transaction: { ...file.transaction, operation: 0 } };
    expect(messageOf(() => parseProposal(JSON.stringify(forged), "proposal.json"))).toMatchInlineSnapshot(`
"the proposal contradicts itself: it was changed after it was written, or written by something else (proposal.json)
  got:      
    messageHash
      says       0xf71ea8d9440be274980fb3299ce4edba66fe91d96e48f02a4e7f0f1b35ff726c
      is really  0x7c9e5fb2644d6e285a0de03118a95ded0cc88abc8e73242f2d02c15883c6778d
    safeTxHash
      says       0x45a79af9c41ea084594f3879c3705d60fbd1f0107324b95206953c7e44dc2409
      is really  0xa0966ea20ad8de7a253f765aed98d093f0d0d008d53efc63fa0e9fcc3fb0876c
    decoded.operation
      says       delegatecall
      is really  call
    decoded.contract
      says       MultiSend that the proposal vouches for
      is really  MultiSend
    after.owners.0
      says       0x00000000000000000000000000000000A0000005
      is really  0x00000000000000000000000000000000A0000001
    after.owners.1
      says       0x00000000000000000000000000000000A0000001
      is really  0x00000000000000000000000000000000A0000002
    after.owners.2
      says       0x00000000000000000000000000000000A0000002
      is really  0x00000000000000000000000000000000a0000003
    after.owners.3
      says       0x00000000000000000000000000000000A0000004
      is really  nothing
    after.threshold
      says       3
      is really  2
    checksum
      says       0x3f6c9840fa041a6b1256077b5c715921b0cc799eff2b4bdea55b3819b80a6e80
      is really  0x852d62c154c43ba3d5a41e9ff18100834a2b81b6109c0bd223e47b02da7e7ccc
  fix:      sign nothing of it; take the file from where it was written, or write it again"
`);
  });

  it("is refused even when a new checksum goes over the change", () => {
    const { checksum: _, signatures, ...rest } = structuredClone(file);
    const { nonce } = rest.transaction;
    const forged = { ...rest, transaction: { ...rest.transaction, nonce: `${BigInt(nonce) + 1n}` } };
    const sealed = { ...forged, signatures, checksum: id(canonicalJson(forged)) };
    const message = messageOf(() => parseProposal(JSON.stringify(sealed), "proposal.json"));
    expect(message).toContain("safeTxHash");
    expect(message).not.toContain("checksum");
  });

  it("says what is wrong with what is no proposal at all", () => {
    expect(messageOf(() => parseProposal("{", "proposal.json"))).toMatchInlineSnapshot(`
"not JSON (proposal.json)
  got:      Expected property name or '}' in JSON at position 1
  fix:      take the whole file"
`);
    expect(
      messageOf(() => parseProposal('{"format":"jeju-safe-proposal/1","chainId":1}', "proposal.json")),
    ).toMatchInlineSnapshot(`
"not a proposal for a Safe (proposal.json)
  got:      
    createdAt: Invalid input: expected string, received undefined
    description: Invalid input: expected string, received undefined
    origin: Invalid input: expected object, received undefined
    chainId: Invalid input: expected string, received number
    safe: Invalid input: expected string, received undefined
    version: Invalid input: expected string, received undefined
    transaction: Invalid input: expected object, received undefined
    domainHash: Invalid input: expected string, received undefined
    messageHash: Invalid input: expected string, received undefined
    safeTxHash: Invalid input: expected string, received undefined
    decoded: Invalid input: expected object, received undefined
    abi: Invalid input: expected array, received undefined
    trustedMultiSends: Invalid input: expected array, received undefined
    before: Invalid input: expected object, received undefined
    after: Invalid input: expected object, received undefined
    simulation: Invalid input: expected object, received undefined
    inverse: Invalid input
    signatures: Invalid input: expected array, received undefined
    checksum: Invalid input: expected string, received undefined
  fix:      write the proposal again with the stack that it comes from"
`);
  });
});
