import type { PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { five, hash, people, place, safe, timelock, zero } from "./chain-accounts";

const operations = safe({ owners: people.slice(5) }, { address: place(5) }, "operations");
const observed = (roles: Record<string, unknown>) => ({
  observed: {
    roles: { admin: [place(2)], proposer: [place(1)], executor: [place(1)], canceller: [place(1)], ...roles },
  },
});

export const governanceCases: readonly PolicyCases[] = [
  {
    policy: "chain-safe-threshold",
    good: { "three of five": [safe({})], "four of five": [safe({ threshold: 4 })] },
    bad: {
      "half of the owners": {
        resources: [safe({ owners: people.slice(0, 6) })],
        found: /threshold is 3 of 6 owners\n.*expected: threshold: 4 to 5$/m,
      },
      "all owners": { resources: [safe({ threshold: 5 })], found: /threshold is 5 of 5 owners/ },
      "three of nobody": { resources: [safe({ owners: undefined })], found: /threshold is 3 of 0 owners/ },
      "no threshold": { resources: [safe({ threshold: undefined })], found: /threshold is 0 of 5 owners/ },
      "two of three": {
        resources: [safe({ owners: five.slice(0, 3), threshold: 2 })],
        found: /threshold is 2$/m,
      },
    },
    unknown: {
      "a threshold that another resource computes": [safe({ threshold: unknown })],
      "owners that another resource computes": [safe({ owners: unknown })],
    },
  },
  {
    policy: "chain-safe-owner-count",
    good: {
      "five owners": [safe({})],
      "a council of eight, six of whom decide": [safe({ owners: people.slice(0, 8), threshold: 6 }, {}, "council")],
    },
    bad: {
      "no owners": { resources: [safe({ owners: undefined })], found: /owners has 0 addresses/ },
      "four owners": { resources: [safe({ owners: five.slice(1) })], found: /owners has 4 addresses/ },
      "a council of seven": {
        resources: [safe({ owners: people.slice(0, 7), threshold: 6 }, {}, "security-council")],
        found: /owners has 7 addresses/,
      },
      "a council of eight, five of whom decide": {
        resources: [safe({ owners: people.slice(0, 8), threshold: 5 }, {}, "council")],
        found: /threshold is 5$/m,
      },
      "a council of nine, six of whom decide": {
        resources: [safe({ owners: people, threshold: 6 }, {}, "council")],
        found: /threshold is 6$/m,
      },
    },
    unknown: {
      "owners that another resource computes": [safe({ owners: unknown })],
      "a council's threshold that another resource computes": [
        safe({ owners: people.slice(0, 8), threshold: unknown }, {}, "council"),
      ],
    },
  },
  {
    policy: "chain-safe-owners-valid",
    good: { "five addresses": [safe({})], "two Safes with owners of their own": [operations, safe({})] },
    bad: {
      "an owner named twice": {
        resources: [safe({ owners: [...five, people[0]] })],
        found: /owners\[5\] is named before already/,
      },
      "an owner without a checksum": {
        resources: [safe({ owners: [...five, people[5]?.toLowerCase()] })],
        found: /owners\[5\] has not the checksum/,
      },
      "an owner with a letter written wrong": {
        resources: [safe({ owners: [`${people[0].slice(0, 2)}A${people[0].slice(3)}`, ...five.slice(1)] })],
        found: /owners\[0\] has not the checksum/,
      },
      "the zero address": { resources: [safe({ owners: [...five, zero] })], found: /owners\[5\] is no address/ },
      "the end of a Safe's list": {
        resources: [safe({ owners: [`0x${"0".repeat(39)}1`, ...five] })],
        found: /owners\[0\] is no address/,
      },
      "an owner that is left out": {
        resources: [safe({ owners: [null, ...five] })],
        found: /owners\[0\] is no address/,
      },
      "an address with the name of its chain": {
        resources: [safe({ owners: [`base:${people[5]}`, ...five] })],
        found: /owners\[0\] is no address/,
      },
      "an address with a byte too many": {
        resources: [safe({ owners: [`${people[5]}ff`, ...five] })],
        found: /owners\[0\] is no address/,
      },
      "a name": { resources: [safe({ owners: ["ada.eth", ...five] })], found: /owners\[0\] is no address/ },
      "the Safe itself": {
        resources: [safe({ owners: [...five, place(1)] })],
        found: /owners\[5\] is the Safe itself/,
      },
      "an owner of another Safe": {
        resources: [operations, safe({ owners: [...five, people[5]] })],
        found: /1 of its owners own operations too/,
      },
    },
    unknown: {
      "an owner that another resource computes": [safe({ owners: [...five, unknown] })],
      "owners of another Safe that another resource computes": [
        safe({}),
        safe({ owners: unknown }, { address: place(5) }, "operations"),
      ],
    },
  },
  {
    policy: "chain-safe-pinned",
    good: {
      "Safe's defaults": [safe({})],
      "all of it written out": [
        safe({
          ...{ version: "1.5.0", singleton: "SafeL2", modules: [], guard: zero, moduleGuard: zero },
          fallbackHandler: "0x3EfCBb83A4A7AfcB4F68D501E2c2203a38be77f4",
        }),
      ],
      "what the chain says of Safe's own": [
        safe(
          {},
          {
            observed: {
              ...{
                singleton: "0x29fcB43b46531BcA003ddC8FCB67FFE91900C762",
                modules: [],
                guard: zero,
                moduleGuard: zero,
              },
              fallbackHandler: "0xfd0732dc9e303f09fcef3a7388ad10a83459ec99",
              codeHash: "0xd7d408ebcd99b2b70be43e20253d6d92a8ea8fab29bd3be7f55b10032331fb4c",
            },
          },
        ),
      ],
    },
    bad: {
      "an old version": { resources: [safe({ version: "1.3.0" })], found: /version is 1\.3\.0/ },
      "a module": { resources: [safe({ modules: [place(9)] })], found: /modules\[0\] is 0x9/ },
      "a guard": { resources: [safe({ guard: place(9) })], found: /guard is 0x9/ },
      "a guard of modules": { resources: [safe({ moduleGuard: place(9) })], found: /moduleGuard is 0x9/ },
      "a handler of its own": { resources: [safe({ fallbackHandler: place(9) })], found: /fallbackHandler is 0x9/ },
      "a module on the chain": {
        resources: [safe({}, { observed: { modules: [place(9)] } })],
        found: /observed\.modules\[0\] is 0x9/,
      },
      "a guard on the chain": {
        resources: [safe({}, { observed: { guard: place(9) } })],
        found: /observed\.guard is 0x9/,
      },
      "a guard of modules on the chain": {
        resources: [safe({}, { observed: { moduleGuard: place(9) } })],
        found: /observed\.moduleGuard is 0x9/,
      },
      "another handler on the chain": {
        resources: [safe({}, { observed: { fallbackHandler: place(9) } })],
        found: /observed\.fallbackHandler is 0x9/,
      },
      "another singleton on the chain": {
        resources: [safe({}, { observed: { singleton: place(9) } })],
        found: /observed\.singleton is 0x9/,
      },
      "another proxy on the chain": {
        resources: [safe({}, { observed: { codeHash: hash("9") } })],
        found: /observed\.codeHash is 0x9/,
      },
    },
    unknown: {
      "a guard that another resource computes": [safe({ guard: unknown })],
      "modules that another resource computes": [safe({ modules: unknown })],
      "a singleton that a refresh will tell": [safe({}, { observed: { singleton: unknown } })],
    },
  },
  {
    policy: "chain-timelock-delay",
    good: { "two days": [timelock({})] },
    bad: {
      "a second less": { resources: [timelock({ minDelaySeconds: 172_799 })], found: /minDelaySeconds is 172799/ },
    },
    unknown: { "a delay that another resource computes": [timelock({ minDelaySeconds: unknown })] },
  },
  {
    policy: "chain-timelock-roles",
    good: {
      "a Safe that schedules, executes and cancels": [safe({}), timelock({ cancellers: [place(1)] }, observed({}))],
      "a Safe of which only the update knows the address": [
        safe({}, { address: ref("treasury", "address") }),
        timelock({ proposers: [ref("treasury", "address")], executors: later([ref("treasury", "address")]) }),
      ],
    },
    bad: {
      "a key that schedules": {
        resources: [safe({}), timelock({ proposers: [place(1), people[0]] })],
        found: /proposers\[1\] is 0xabCdef0/,
      },
      "a key that cancels": {
        resources: [safe({}), timelock({ cancellers: [people[0]] })],
        found: /cancellers\[0\] is 0xabCdef0/,
      },
      "anyone who executes": { resources: [safe({}), timelock({ executors: [zero] })], found: /executors\[0\] is 0x0/ },
      "the timelock itself, scheduling": {
        resources: [safe({}), timelock({ proposers: [place(2)] })],
        found: /proposers\[0\] is timelock/,
      },
      "a key that schedules on the chain": {
        resources: [safe({}), timelock({}, observed({ proposer: [place(1), people[0]] }))],
        found: /observed\.roles\.proposer\[1\] is 0xabCdef0/,
      },
      "a key that cancels on the chain": {
        resources: [safe({}), timelock({}, observed({ canceller: [people[0]] }))],
        found: /observed\.roles\.canceller\[0\] is 0xabCdef0/,
      },
      "anyone who executes on the chain": {
        resources: [safe({}), timelock({}, observed({ executor: [zero] }))],
        found: /observed\.roles\.executor\[0\] is 0x0/,
      },
      "an administrator on the chain": {
        resources: [safe({}), timelock({}, observed({ admin: [place(2), people[0]] }))],
        found: /observed\.roles\.admin\[1\] is 0xabCdef0/,
      },
      "the zero address that schedules": {
        resources: [timelock({ proposers: [zero] })],
        found: /proposers\[0\] is 0x0/,
      },
    },
    unknown: {
      "a proposer that nothing tells of": [safe({}), timelock({ proposers: [unknown] })],
      "an administrator that a refresh will tell": [safe({}), timelock({}, observed({ admin: [unknown] }))],
      "an administrator of a timelock of which nobody knows the address": [
        safe({}),
        timelock({}, { ...observed({}), address: unknown }),
      ],
    },
  },
];
