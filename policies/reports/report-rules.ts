import { type StackPolicy, stackPolicy } from "../assessment/policy";
import { advice, pass, undecided, violation } from "../assessment/verdict";
import type { Judged } from "./judge";
import type { Report, Result } from "./model";

/** The pack gets secrets unwrapped and cannot tell them from what is in clear; the state can. */
export function secretScan(judged: readonly Judged[]): StackPolicy {
  return stackPolicy({
    id: "stack-secret-scan",
    title: "No key, mnemonic or token is in the state in clear",
    severity: "critical",
    rationale: "whoever reads the state, a backup of it or a log of the outputs has the key",
    remedy: "revoke it; make the value a secret with pulumi.secret or --secret, or better leave it out of the state",
    types: ["*"],
    check: (stack) =>
      judged.flatMap(({ description: { urn }, exposures = [] }) =>
        exposures.map(({ path, kind }) =>
          violation(`${path} holds what looks like ${kind}, in clear`, "a secret", stack.byUrn(urn)),
        ),
      ),
  });
}

/** Comes last, because only then is known what the others could not decide. */
export function undecidedBudget(
  results: readonly Result[],
  judged: readonly Judged[],
  on: Report["judged"],
): StackPolicy {
  return stackPolicy({
    id: "stack-undecided-budget",
    title: "After an update nothing is left undecided",
    severity: "high",
    rationale: "what is not judged is not kept, however many other rules are",
    remedy:
      "export the state with --show-secrets and report on it with --state, so that rules can read what is encrypted",
    types: ["*"],
    check: () => {
      const open = results.filter(({ state }) => state === "undecided");
      if (open.length === 0) return pass;
      const named = [...new Set(open.map(({ policy }) => policy))].sort().join(", ");
      const found = `${open.length} undecided, by ${named}`;
      if (on === "preview") return undecided(found);
      const encrypted = new Set(judged.filter(({ hasSecrets }) => hasSecrets).map(({ description: { urn } }) => urn));
      // What the export keeps encrypted a rule cannot read; the engine has judged it.
      const onlySecrets = open.every(({ resource }) => encrypted.has(resource));
      return onlySecrets ? advice(found, "nothing undecided") : violation(found, "nothing undecided");
    },
  });
}
