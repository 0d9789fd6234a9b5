import { createHash } from "node:crypto";
import { z } from "zod";
import { configurationBytes, configurationOf, configurationYaml } from "../../configuration";
import { Refusal } from "../../transcript/refusal";
import { withAccount } from "../accounts";
import { close } from "../close";
import { applyProofs, possessionEvidence, possessionOf } from "../possession";
import { commandOf } from "../script-line";
import { type CeremonyState, type Holding, rolesOf, seatsOf } from "../state";
import type { Step } from "../step";

const evidence = z.strictObject({
  holding: z.string(),
  replaced: z.string(),
  proof: possessionEvidence.shape.proofs.element,
});

/**
 * A new key for a role or a seat, proven like the first. It ends in the stack's new configuration: the next `pulumi up`
 * writes the proposal by which the owners of the Safe carry it out.
 */
export const rotation: Step<z.output<typeof evidence>> = {
  name: "rotation",
  title: "Rotation",
  isIncident: true,
  before: ["The new key is made and backed up as the plan says: for a seed, in a ceremony of its own."],
  isPlanned: () => false,
  lines: () => [
    {
      speaker: "holder",
      does: "Signs with the new key for the role or seat.",
      command: commandOf("rotation", "--wallet http://127.0.0.1:<port>"),
      blanks: ["New account"],
    },
  ],
  afterwards: ({ stack }) => [
    {
      speaker: "operator",
      does: `Puts the new configuration into Pulumi.${stack}.yaml; the preview shows the change, the up writes the proposal.`,
      command: `pulumi preview --stack ${stack}`,
    },
    {
      speaker: "holder",
      does: "As many owners as it takes verify and sign the proposal.",
      command: "npm run safe -- verify <file>",
    },
    {
      speaker: "witness",
      does: "Compares chain and transcript.",
      command: `npm run ceremony -- compare ${stack} --transcript <file> --outputs <file> --rpc-url <url> --head <hash>`,
    },
  ],
  otherwise: [],
  evidence,
  async run(state, hands) {
    const name = await hands.ask("holding", "Which role, or which seat as upgrades/3?");
    const holding = holdingOf(state, name);
    const others = new Map([...state.accounts].filter(([each]) => each !== name));
    const judge = (each: string) => {
      withAccount({ ...state, accounts: others }, name, each);
    };
    const account = await hands.accountOf({ ...holding, rotated: state.entries }, judge);
    const proof = await hands.prove({ ...holding, rotated: state.entries }, possessionOf(state, name, account));
    const rotated = { holding: name, replaced: state.accounts.get(name) ?? "", proof: { name, account, ...proof } };
    const next = { ...state, ...rotation.apply(state, rotated) };
    // With another key revoked there is nothing to configure yet.
    if (next.revoked.size > 0) return { evidence: rotated };
    const configuration = configurationOf(next);
    const bytes = configurationBytes(configuration);
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    return {
      evidence: rotated,
      artefacts: [
        { name: `configuration-${digest}.json`, content: bytes },
        { name: `Pulumi.${state.plan.stack}.ceremony.yaml`, content: Buffer.from(configurationYaml(configuration)) },
      ],
    };
  },
  apply(state, { holding: name, replaced, proof }) {
    if (!state.done.has(close.name))
      throw new Refusal("wrong-order", "the ceremony is not closed, so there is nothing to rotate");
    const holding = holdingOf(state, name);
    if (state.accounts.get(name) !== replaced) {
      throw new Refusal(
        "bad-evidence",
        `${name} is ${state.accounts.get(name)}, and not ${replaced}, which is to be replaced`,
      );
    }
    if (proof.account === replaced) throw new Refusal("bad-proof", `${name}: the new key is the old one`);
    const accounts = new Map([...state.accounts].filter(([each]) => each !== name));
    const changes = applyProofs({ ...state, accounts }, [holding], { proofs: [proof] });
    return { ...changes, revoked: new Set([...state.revoked].filter((each) => each !== name)) };
  },
};

function holdingOf({ plan }: CeremonyState, name: string): Holding {
  const holding = [...rolesOf(plan), ...seatsOf(plan)].find((each) => each.name === name);
  if (!holding) throw new Refusal("bad-evidence", `there is no role and no seat ${name}`);
  return holding;
}
