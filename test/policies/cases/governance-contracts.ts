import type { PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { compiler, contract, five, hash, place, safe, timelock, verification, view } from "./chain-accounts";

const code = (expected: unknown = hash("b"), at: unknown = place(3)) => ({
  ...{ kind: "code", id: "Bridge.codeHash", contract: at, expected },
});
const there = { codeHash: hash("b"), expectedCodeHash: hash("b") };
const checked = verification([code()]);
const active = (observed: Record<string, unknown>) => ({ status: "active", observed });

export const contractCases: readonly PolicyCases[] = [
  {
    policy: "chain-code-matches-artifact",
    good: {
      "a contract that is still to be created": [contract(), checked],
      "a contract that is there": [contract({}, there), checked],
      "a contract with arguments, which are part of what creates it": [
        contract({ constructorArguments: [7] }, { initCodeHash: hash("c") }),
        checked,
      ],
      "a contract with calls of its creator": [
        contract({ creatorCalls: [{ function: "function open()" }] }, { initCodeHash: hash("c") }),
        checked,
      ],
      "a contract with libraries": [contract({ libraries: { Math: place(7) } }, { initCodeHash: hash("c") }), checked],
      "a contract whose code no optimizer has touched": [
        contract({ compiler: { ...compiler, optimizerRuns: 0 } }),
        checked,
      ],
      "a hash in other letters": [contract({ creationCodeHash: hash("A") }), checked],
      "a contract of which only the update knows the whole code": [contract({}, { initCodeHash: unknown }), checked],
      "a contract of which the code is there and a contract of elsewhere is asked": [
        contract({}, there),
        verification([code(), code(hash("c"), place(9))]),
      ],
      "a contract of which only the update knows the address": [
        contract({}, { address: ref("bridge", "address") }),
        verification([code(hash("b"), ref("bridge", "address"))]),
      ],
    },
    bad: {
      "no hash of the artifact": {
        resources: [contract({ creationCodeHash: undefined }), checked],
        found: /creationCodeHash is no hash/,
      },
      "half a hash": {
        resources: [contract({ creationCodeHash: "0xaa" }), checked],
        found: /creationCodeHash is no hash/,
      },
      "any compiler": {
        resources: [contract({ compiler: undefined }), checked],
        found: /compiler\.version is not set/,
      },
      "a compiler of no release": {
        resources: [
          contract({ compiler: { ...compiler, version: "0.8.16-nightly.2022.8.1+commit.e14f2714" } }),
          checked,
        ],
        found: /compiler\.version is 0\.8\.16-nightly/,
      },
      "a compiler of any commit": {
        resources: [contract({ compiler: { ...compiler, version: "0.8.15" } }), checked],
        found: /compiler\.version is 0\.8\.15/,
      },
      "a compiler that is none of Solidity's": {
        resources: [contract({ compiler: { ...compiler, version: `zk-${compiler.version}` } }), checked],
        found: /compiler\.version is zk-0\.8\.15/,
      },
      "a build of a compiler for one machine": {
        resources: [contract({ compiler: { ...compiler, version: `${compiler.version}.Linux.g++` } }), checked],
        found: /compiler\.version is 0\.8\.15\+commit\.e14f2714\.Linux/,
      },
      "a compiler for any hard fork": {
        resources: [contract({ compiler: { ...compiler, evmVersion: undefined } }), checked],
        found: /compiler\.evmVersion is not set/,
      },
      "a compiler with any optimizer": {
        resources: [contract({ compiler: { ...compiler, optimizerRuns: undefined } }), checked],
        found: /compiler\.optimizerRuns is not set/,
      },
      "another code than the artifact's": {
        resources: [contract({}, { initCodeHash: hash("c") }), checked],
        found: /initCodeHash is another one/,
      },
      "another code than when it was created": {
        resources: [contract({}, { ...there, codeHash: hash("c") }), checked],
        found: /codeHash is another one than when it was created/,
      },
      "a contract that is there no more": {
        resources: [contract({}, { expectedCodeHash: hash("b") }), checked],
        found: /codeHash is another one than when it was created/,
      },
      "another code than one of two checks expects": {
        resources: [contract({}, there), verification([code(), code(hash("c"))])],
        found: /than its Verification expects/,
      },
      "another code than is expected": {
        resources: [contract({}, there), verification([code(hash("c"))])],
        found: /than its Verification expects/,
      },
      "code that nobody checks": { resources: [contract()], found: /no Verification checks its run-time code/ },
      "answers that are checked, and not the code": {
        resources: [contract(), verification([view("owner", place(2))])],
        found: /no Verification checks its run-time code/,
      },
    },
    unknown: {
      "a hash that another resource computes": [contract({ creationCodeHash: unknown }), checked],
      "a compiler that another resource tells": [contract({ compiler: unknown }), checked],
      "a code that the update will tell": [contract({}, { ...there, codeHash: unknown }), checked],
      "a check of a contract that nothing tells of": [contract(), verification([code(hash("b"), unknown)])],
      "checks that nothing tells of": [contract(), verification(unknown)],
      "a code that another resource expects": [contract({}, there), verification([code(unknown)])],
      "a check of one of two contracts": [
        contract({}, { address: ref("bridge", "address") }),
        { ...contract({}, { address: ref("other", "address") }), name: "other" },
        verification([code(hash("b"), later([ref("bridge", "address"), ref("other", "address")]))]),
      ],
    },
  },
  {
    policy: "chain-readback",
    good: {
      "a contract that answers as it should": [contract({}, there), checked],
      "a contract that is still to be checked": [contract(), verification([code()], { status: undefined })],
      "a Safe that is there and was not read yet": [safe({}, { status: "active" })],
      "a Safe whose owners are written in other letters": [
        safe({ owners: five.map((owner) => owner.toLowerCase()) }, active({ owners: five, threshold: 3, modules: [] })),
      ],
      "a contract that waits for owners": [contract(), verification([code()], { status: "waits for owners" })],
      "a Safe that is as it is declared": [
        safe({}, active({ owners: [...five].reverse(), threshold: 3, modules: [] })),
      ],
      "a Safe whose owners still have to agree": [
        safe({ threshold: 4 }, { status: "proposed", observed: { owners: five, threshold: 3, modules: [] } }),
      ],
      "a timelock that is as it is declared": [
        timelock({}, active({ minDelaySeconds: 172_800, roles: { proposer: [place(1)], executor: [place(1)] } })),
      ],
      "a Safe that is still to be created": [safe({})],
    },
    bad: {
      "a contract that answers otherwise": {
        resources: [verification([code()], { status: "1 failed", failures: [{ id: "Bridge.codeHash" }] })],
        found: /status is 1 failed, failures: 1/,
      },
      "failures that the status hides": {
        resources: [verification([code()], { failures: [{ id: "Bridge.codeHash" }] })],
        found: /failures: 1/,
      },
      "a status of which no failure is told": {
        resources: [verification([code()], { status: "1 failed" })],
        found: /status is 1 failed, failures: 0/,
      },
      "failures without a status": {
        resources: [verification([code()], { status: undefined, failures: [{ id: "Bridge.codeHash" }] })],
        found: /status is not set, failures: 1/,
      },
      "a contract that nobody asks": { resources: [contract()], found: /no Verification checks it/ },
      "a Safe with another threshold": {
        resources: [safe({}, active({ owners: five, threshold: 2, modules: [] }))],
        found: /observed\.threshold is not threshold/,
      },
      "a Safe with an owner more": {
        resources: [safe({}, active({ owners: [...five, place(9)], threshold: 3, modules: [] }))],
        found: /observed\.owners\[\] is not owners\[\]/,
      },
      "a Safe with a module": {
        resources: [safe({}, active({ owners: five, threshold: 3, modules: [place(9)] }))],
        found: /observed\.modules\[\] is not modules\[\]/,
      },
      "a timelock with another delay": {
        resources: [
          timelock({}, active({ minDelaySeconds: 1, roles: { proposer: [place(1)], executor: [place(1)] } })),
        ],
        found: /observed\.minDelaySeconds is not minDelaySeconds/,
      },
      "a timelock with another proposer": {
        resources: [
          timelock({}, active({ minDelaySeconds: 172_800, roles: { proposer: [place(9)], executor: [place(1)] } })),
        ],
        found: /observed\.roles\.proposer\[\] is not proposers\[\]/,
      },
    },
    unknown: {
      "checks that the update will make": [contract(), verification([code()], { status: unknown })],
      "a check of a contract that nothing tells of": [contract(), verification([code(hash("b"), unknown)])],
      "a status that the update will tell": [
        safe({}, { ...active({ owners: five, threshold: 3, modules: [] }), status: unknown }),
      ],
      "owners that another resource computes": [
        safe({ owners: unknown }, active({ owners: five, threshold: 3, modules: [] })),
      ],
    },
  },
];
