import { randomBytes } from "node:crypto";
import { hashMessage, hexlify, SigningKey } from "ethers";
import { z } from "zod";
import { deriveKey, mnemonicOf } from "../derivation";
import type { RoleName } from "../plan/schema";
import { recoverSigner } from "../proof";
import { derivedRoles } from "../steps/seed-secrets";
import type { CeremonyState } from "../steps/state";
import { Refusal } from "../transcript/refusal";

export const drillMethods = ["shares", "age"] as const;
export type DrillMethod = (typeof drillMethods)[number];

/** That a seed was recovered from its backups on some day, and its key signed. It holds no secret, and is published. */
export const drillCertificate = z.strictObject({
  ceremonyId: z.string(),
  /** Head of the transcript that the drill goes by: it cannot be older than its last entry. */
  transcriptHead: z.string(),
  seed: z.string(),
  method: z.enum(drillMethods),
  role: z.string(),
  account: z.string(),
  at: z.iso.datetime(),
  /** So that no signature is used twice. */
  nonce: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** Of the recovered key, over {@link drillText}; 65 bytes. */
  signature: z.string(),
});
export type DrillCertificate = z.output<typeof drillCertificate>;

/** What the recovered key signs. */
export function drillText(drill: Omit<DrillCertificate, "signature">): string {
  const { ceremonyId, transcriptHead, seed, method, role, account, at, nonce } = drill;
  return [
    "Jeju key ceremony: recovery drill",
    ...[`Ceremony: ${ceremonyId}`, `Transcript: ${transcriptHead}`, `Seed: ${seed}, from ${method}`],
    ...[`Role: ${role}`, `Account: ${account}`, `At: ${at}`, `Nonce: ${nonce}`],
  ].join("\n");
}

/** From recovered entropy, which stays the caller's to wipe. @throws Refusal when it is another seed's */
export function certifyDrill(
  { plan, ceremonyId, head, accounts }: CeremonyState,
  { seed, method, entropy, now }: { seed: string; method: DrillMethod; entropy: Uint8Array; now: Date },
): DrillCertificate {
  const { name: role, path } = firstRole(plan, seed);
  const { address: account, privateKey } = deriveKey(mnemonicOf(entropy), path);
  try {
    const expected = accounts.get(role);
    if (account !== expected) {
      throw new Refusal(
        "bad-proof",
        `what was recovered is another seed: ${role} would be ${account}, and is ${expected}`,
        undefined,
        "try other shares; if several quorums come to this, rotate the seed's keys",
      );
    }
    const nonce = hexlify(randomBytes(32));
    const drill = { ceremonyId, transcriptHead: head, seed, method, role, account, at: now.toISOString(), nonce };
    const { serialized } = new SigningKey(privateKey).sign(hashMessage(drillText(drill)));
    return { ...drill, signature: serialized };
  } finally {
    privateKey.fill(0);
  }
}

/** @throws Refusal unless the recovered key has signed exactly this, after the ceremony and not in the future */
export function checkDrill(state: CeremonyState, certificate: DrillCertificate, now: Date): void {
  const { plan, ceremonyId, accounts, at } = state;
  const { seed, role, account, signature, ...drill } = certificate;
  const refuse = (reason: string) => new Refusal("bad-proof", `the drill of seed ${seed}: ${reason}`);
  if (certificate.ceremonyId !== ceremonyId) throw refuse("it is of another ceremony");
  if (firstRole(plan, seed).name !== role || accounts.get(role) !== account) {
    throw refuse(`${account} is not the account of the seed's first role`);
  }
  const digest = hashMessage(drillText({ seed, role, account, ...drill }));
  if (recoverSigner(digest, signature) !== account) throw refuse(`${account} has not signed it`);
  if (Date.parse(certificate.at) > now.getTime()) throw refuse(`it is of ${certificate.at}, which is to come`);
  if (state.head === certificate.transcriptHead && Date.parse(certificate.at) < Date.parse(at)) {
    throw refuse("it is older than the transcript that it names");
  }
}

/** Seeds without a drill that is fresh enough, each with why; none when mainnet may go on. */
export function staleSeeds(state: CeremonyState, certificates: readonly DrillCertificate[], now: Date): string[] {
  const { plan } = state;
  for (const certificate of certificates) checkDrill(state, certificate, now);
  return Object.keys(plan.seeds).flatMap((seed) => {
    const times = certificates.filter((each) => each.seed === seed).map((each) => Date.parse(each.at));
    if (times.length === 0) return [`seed ${seed}: no recovery drill`];
    const ageDays = (now.getTime() - Math.max(...times)) / 86_400_000;
    if (ageDays <= plan.drillValidDays) return [];
    return [
      `seed ${seed}: the last recovery drill is ${Math.floor(ageDays)} days old, and ${plan.drillValidDays} are allowed`,
    ];
  });
}

function firstRole(plan: CeremonyState["plan"], seed: string): { name: RoleName; path: string } {
  const [first] = derivedRoles(plan).filter((role) => role.seed === seed);
  if (!first) throw new Refusal("bad-evidence", `there is no seed ${seed} that a key comes from`);
  return first;
}
