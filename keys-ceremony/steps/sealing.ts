import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../../safes/proposals/canonical-json";
import { deriveKey, mnemonicOf } from "../derivation";
import type { Plan } from "../plan/schema";
import { roleNames } from "../plan/schema";
import { fingerprintOf } from "../sealing/certificate";
import { expectedAddressAnnotation, seal } from "../sealing/seal";
import type { Envelope } from "../transcript/envelope";
import { Refusal } from "../transcript/refusal";
import { openEnvelope } from "../transcript/statement";
import { commandOf } from "./script-line";
import { derivedRoles, withEntropy } from "./seed-secrets";
import type { Artefact, Step } from "./step";

const evidence = z.strictObject({
  /** PEM. Its fingerprint and time are checked again by whoever reads this. */
  certificate: z.string(),
  sealed: z.array(
    z.strictObject({
      role: z.string(),
      namespace: z.string(),
      name: z.string(),
      account: z.string(),
      manifest: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Keys as they arrive at a cluster. */
export type SealedKeys = z.output<typeof evidence>;

/** What a transcript that verifies has sealed; of seeds that were made anew, the last ones. */
export function sealedKeysIn(transcript: readonly Envelope[]): SealedKeys | undefined {
  const statements = transcript.map((envelope, entry) => openEnvelope(envelope, entry).predicate);
  const last = statements.filter(({ step }) => step === sealing.name).at(-1);
  return last && evidence.parse(last.evidence);
}

function sealedRoles({ roles }: Plan) {
  return roleNames.flatMap((role) => {
    const { sealed } = roles[role];
    return sealed ? [{ role, ...sealed }] : [];
  });
}

/** Keys that go to the cluster, readable by its controller alone; the account that they belong to is written beside them. */
export const sealing: Step<SealedKeys> = {
  name: "sealing",
  title: "Sealing",
  before: ["The cluster's certificate is there, and its fingerprint is the one of the plan."],
  isPlanned: (plan) => sealedRoles(plan).length > 0,
  lines: (plan) => [
    {
      speaker: "witness",
      does: "Compares the fingerprint of the certificate with the plan.",
      command: "openssl x509 -in cert.pem -outform der | sha256sum",
      blanks: ["First and last four digits of the fingerprint"],
    },
    {
      speaker: "operator",
      does: `Seals the keys: ${sealedRoles(plan)
        .map(({ role, namespace, name }) => `${role} for ${namespace}/${name}`)
        .join(", ")}.`,
      command: commandOf("sealing", "--certificate cert.pem"),
    },
  ],
  otherwise: [
    "The fingerprint is another, or the certificate has expired: the cluster's administrator is called on a phone outside of the room; the plan is not changed on the day.",
  ],
  evidence,
  async run({ plan, accounts }, hands, vault) {
    const certificate = await hands.sealingCertificate();
    const sealed = sealedRoles(plan).map(({ role, namespace, name }) => {
      const { seed, path } = derivedRoles(plan).find(({ name: each }) => each === role) ?? { seed: "", path: "" };
      const { privateKey } = withEntropy(vault, seed, (entropy) => deriveKey(mnemonicOf(entropy), path));
      try {
        const account = accounts.get(role) ?? "";
        const manifest = seal({
          value: Buffer.from(Buffer.from(privateKey).toString("hex")),
          certificate,
          namespace,
          name,
          pinnedFingerprint: plan.sealingCertificate?.fingerprint ?? fingerprintOf(certificate),
          now: hands.now(),
          expectedAddress: account,
        });
        return { role, namespace, name, account, manifest };
      } finally {
        privateKey.fill(0);
      }
    });
    const artefacts: Artefact[] = sealed.map(({ name, manifest }) => ({
      name: `${name}.json`,
      content: Buffer.from(canonicalJson(manifest, 2)),
    }));
    return { evidence: { certificate, sealed }, artefacts };
  },
  apply({ plan, accounts, at }, { certificate, sealed }) {
    const fingerprint = readFingerprint(certificate);
    const pinned = plan.sealingCertificate?.fingerprint;
    if (pinned !== undefined ? pinned !== fingerprint : !plan.practice) {
      throw new Refusal(
        "bad-evidence",
        `sealed for another cluster: the certificate has the fingerprint ${fingerprint}`,
      );
    }
    const { validTo } = new X509Certificate(certificate);
    if (Date.parse(validTo) < Date.parse(at)) throw new Refusal("out-of-time", `the certificate expired at ${validTo}`);
    const wanted = sealedRoles(plan).map(({ role, namespace, name }) => `${role} ${namespace}/${name}`);
    if (sealed.map(({ role, namespace, name }) => `${role} ${namespace}/${name}`).join() !== wanted.join()) {
      throw new Refusal("bad-evidence", "what is sealed is not what the plan says");
    }
    for (const { role, account, manifest, namespace, name } of sealed) {
      if (account !== accounts.get(role))
        throw new Refusal("bad-evidence", `${role}: sealed as ${account}, derived was ${accounts.get(role)}`);
      const { metadata } = z
        .object({
          metadata: z.object({
            name: z.string(),
            namespace: z.string(),
            annotations: z.record(z.string(), z.string()),
          }),
        })
        .parse(manifest);
      const isThis = metadata.name === name && metadata.namespace === namespace;
      if (!isThis || metadata.annotations[expectedAddressAnnotation] !== account) {
        throw new Refusal("bad-evidence", `${role}: the sealed secret is another one, or names another account`);
      }
    }
    return {};
  },
};

function readFingerprint(certificate: string): string {
  try {
    return fingerprintOf(certificate);
  } catch {
    throw new Refusal("bad-evidence", "the sealing certificate is none");
  }
}
