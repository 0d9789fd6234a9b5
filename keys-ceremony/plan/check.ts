import { checkAgreement } from "./agreement";
import { checkBackups } from "./backups";
import { checkCustody } from "./custody";
import { checkOwners } from "./owners";
import type { PlanProblem } from "./problem";
import { checkReferences } from "./references";
import type { Plan } from "./schema";

export type { PlanProblem } from "./problem";

/** Everything that is wrong with a plan of the right shape. Verification judges the transcript's plan by it again. */
export function checkPlan(plan: Plan): PlanProblem[] {
  const dangling = checkReferences(plan);
  // The others follow references.
  if (dangling.length > 0) return dangling;
  return [checkAgreement, checkCustody, checkBackups, checkOwners].flatMap((check) => check(plan));
}

/** What may still be missing in a plan that is discussed, and must be there on the day. */
export function checkReadiness(plan: Plan): PlanProblem[] {
  const { participants, seeds, roles, sealingCertificate } = plan;
  const unsigned = Object.entries(participants)
    .filter(([, { transcriptKey }]) => transcriptKey === undefined)
    .map(([id]) => ({
      path: `participants.${id}.transcriptKey`,
      what: "nobody can tell this person's signature",
      expected: "the address of a wallet of this person's own",
      fix: "let the person name it, and read it back",
    }));
  const unencrypted = Object.entries(seeds).flatMap(([id, { ageRecipients }]) =>
    ageRecipients.flatMap(({ recipient }, index) =>
      recipient === undefined
        ? [
            {
              path: `seeds.${id}.ageRecipients[${index}].recipient`,
              what: "there is no recipient to encrypt to",
              expected: "age1...",
              fix: "let the holder make an identity (age-keygen) and name its recipient",
            },
          ]
        : [],
    ),
  );
  const isSealed = Object.values(roles).some(({ sealed }) => sealed);
  const unpinned =
    isSealed && sealingCertificate?.fingerprint === undefined
      ? [
          {
            path: "sealingCertificate.fingerprint",
            what: "the sealing certificate is not pinned",
            expected: "SHA-256 of its DER, 64 hex digits",
            fix: "openssl x509 -in cert.pem -outform der | sha256sum",
          },
        ]
      : [];
  return [...unsigned, ...unencrypted, ...unpinned];
}
