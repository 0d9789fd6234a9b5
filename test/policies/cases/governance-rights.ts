import type { PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import {
  call,
  contract,
  deployer,
  hash,
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
      "another word of a proxy's storage": [verification([{ ...adminSlot(people[0]), slot: `0x${"1".repeat(64)}` }])],
      "a view that answers more than whose it is": [
        verification([{ ...view("owner", people[0]), function: "function owner() view returns (address, bool)" }]),
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
      "an owner that the program expects to be a person, asked in other words": {
        resources: [
          ...stack,
          verification([{ ...view("owner", people[0]), function: "function owner() returns(address)" }]),
        ],
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
      "a hand-over that is still to be made": [...stack, ownership({}, { status: undefined })],
      "an owner that nothing tells of, where nobody deploys": [safe({ owners: [...people.slice(0, 4), unknown] })],
      "arguments that are no addresses, while the deployer's is not known": [
        deployer({ address: unknown }),
        contract({ constructorArguments: [7, hash("4"), `paid to ${place(4)}`] }),
      ],
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
        resources: [...stack, ownership({}, { status: "not handed over" })],
        found: /status is not handed over/,
      },
      "a hand-over of another contract than the deployer's": {
        resources: [
          ...[deployer(), contract(made)],
          { ...contract({}, { address: place(5) }), name: "other" },
          ownership({ contract: place(5) }),
        ],
        found: /made with the deployer as an argument/,
      },
      "a hand-over to the deployer of another name": {
        resources: [...stack, { ...deployer(), name: "pipeline" }, ownership({ newOwner: place(4) })],
        found: /newOwner is the deployer/,
      },
      "a role in the timelock": {
        resources: [deployer(), timelock({ proposers: [place(4)] })],
        found: /proposers\[0\] is the deployer/,
      },
      "a role that only the chain knows of": {
        resources: [deployer(), timelock({}, { observed: { roles: { admin: [place(2), place(4)] } } })],
        found: /observed\.roles\.admin\[1\] is the deployer/,
      },
      ...Object.fromEntries(
        ["proposers", "executors", "cancellers"].map((role) => [
          `one of a timelock's ${role}`,
          {
            resources: [deployer(), timelock({ [role]: [place(4)] })],
            found: new RegExp(`${role}\\[0\\] is the deployer`),
          },
        ]),
      ),
      ...Object.fromEntries(
        ["proposer", "executor", "canceller"].map((role) => [
          `a ${role} that only the chain knows of`,
          {
            resources: [deployer(), timelock({}, { observed: { roles: { [role]: [place(4)] } } })],
            found: new RegExp(`observed\\.roles\\.${role}\\[0\\] is the deployer`),
          },
        ]),
      ),
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
      "an owner that nothing tells of": [deployer(), safe({ owners: [...people.slice(0, 4), unknown] })],
      "a new owner that is the deployer or a Safe": [
        safe({}, { address: ref("treasury", "address") }),
        deployer(),
        ownership(
          { newOwner: later([ref("treasury", "address"), ref("jeju-deployer", "address")]) },
          { holder: undefined },
        ),
      ],
      "an argument that another resource computes": [deployer(), contract({ constructorArguments: [unknown] })],
      "a hand-over of one of two contracts": [
        ...[deployer(), timelock({})],
        contract(made, { address: ref("bridge", "address") }),
        { ...contract({}, { address: ref("other", "address") }), name: "other" },
        ownership({ contract: later([ref("bridge", "address"), ref("other", "address")]) }),
      ],
    },
  },
];
