import { l1Program } from "./infra/l1-contracts/l1-program";
import { proveOfficialGenesis } from "./infra/l2/official-genesis";
import { compareWithCheckov } from "./policies/checkov/compare";
import { rehearseGoldenStates } from "./policies/golden/rehearse";
import { provePolicies } from "./policies/mutation/prove";
import { proveRules } from "./policies/rules/prove";
import { proveCrashes } from "./safes/prove/crash";
import { prove as proveOwnerChanges } from "./safes/prove/owner-changes";
import { prove as proveSignatures } from "./safes/prove/signatures";

interface Proof {
  readonly description: string;
  readonly defaultCount: number;
  run(count: number, report: (line: string) => void, chosen?: string): Promise<unknown>;
}

/** Proofs that take too long for the suite, which runs a short form of each. */
const proofs: Readonly<Record<string, Proof>> = {
  crash: {
    description: "ups of all Safes and the timelock by the real engine, each killed at another request",
    defaultCount: 100,
    run: (count, report) => proveCrashes(count, report),
  },
  contracts: {
    description: "ups of the contracts on L1 and of who governs them, each killed at another request",
    defaultCount: 25,
    run: (count, report) => proveCrashes(count, report, { program: l1Program }),
  },
  genesis: {
    description: "run of L2Genesis.s.sol, whose every account our genesis of L2 has to have",
    defaultCount: 1,
    run: (count, report) => proveOfficialGenesis(count, report),
  },
  safes: {
    description: "random changes of owners, threshold, modules, guards and handler on Safe's own contracts",
    defaultCount: 10_000,
    run: (count, report) => proveOwnerChanges(count, report),
  },
  policies: {
    description: "times all mutants of the golden states, each of which one policy has to kill and no other",
    defaultCount: 1,
    run: (_, report) => provePolicies(report),
  },
  checkov: {
    description: "comparison of the policies' verdicts with checkov's, on Terraform and on Kubernetes objects",
    defaultCount: 1,
    run: (_, report) => compareWithCheckov(report),
  },
  rules: {
    description: "times the rules themselves mutated by Stryker; instead of a count, domains: network,storage",
    defaultCount: 1,
    run: (_, report, domains) => proveRules(domains, report),
  },
  golden: {
    description: "stacks rehearsed, whose states the policies are proven on from then on",
    defaultCount: 2,
    run: (_, report) => rehearseGoldenStates(report),
  },
  signers: {
    description: "random transactions, messages and typed data, signed by every kind of signer, checked with ethers",
    defaultCount: 10_000,
    run: (count, report) => proveSignatures(count, report),
  },
};

async function main([name = "", count]: readonly string[]): Promise<void> {
  const proof = proofs[name];
  if (!proof) {
    console.error("npm run prove -- <name> [count]");
    for (const [known, { description, defaultCount }] of Object.entries(proofs)) {
      console.error(`  ${known.padEnd(10)}${defaultCount} ${description}`);
    }
    process.exitCode = 1;
    return;
  }
  const result = await proof.run(Number(count ?? proof.defaultCount), console.log, count);
  // A proof that only writes files has nothing to tell but its lines.
  if (result !== undefined) console.log(JSON.stringify(result));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
