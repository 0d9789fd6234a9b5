import type { Plan } from "../plan/schema";
import { withAccount } from "./accounts";
import { hsmRoles } from "./hsm";
import { applyProofs, type PossessionEvidence, possessionEvidence, possessionOf } from "./possession";
import { commandOf } from "./script-line";
import { type Holding, rolesOf, seatsOf } from "./state";
import type { Step } from "./step";

/** Everything whose key is not derived here: keys in KMS and in tokens, hardware wallets of roles, and all owners. */
function holdingsOf(plan: Plan): Holding[] {
  const elsewhere = rolesOf(plan).filter(({ custody }) => custody !== "offline-seed");
  return [...elsewhere, ...seatsOf(plan)];
}

/** Every key in KMS and every owner signs for its role, this chain, this ceremony and this moment. */
export const wallets: Step<PossessionEvidence> = {
  name: "wallets",
  title: "Proof of possession: wallets, KMS and HSM",
  before: ["Each holder's wallet is initialised, with its own seed phrase, which no one else has seen."],
  isPlanned: () => true,
  lines: (plan) => [
    {
      speaker: "operator",
      does: "Starts the proofs. With a wallet's bridge on this machine its URL is named; without it signatures are pasted.",
      command: commandOf(
        "wallets",
        "--wallet http://127.0.0.1:<port>",
        ...(hsmRoles(plan).length > 0 ? ["--hsm <library>"] : []),
      ),
    },
    ...holdingsOf(plan).map(({ name, custody, holder }) => ({
      speaker: holder ?? "operator",
      does:
        custody === "hardware-wallet"
          ? `Compares on the device, with the screen and the plan: account, role ${name}, chain ${plan.l1ChainId}, ceremony and transcript. Signs.`
          : `Lets ${custody === "hsm" ? "the token" : "KMS"} sign for ${name}.`,
      blanks: ["Account: first and last four digits"],
    })),
  ],
  otherwise: [
    "The device shows something else than the screen: nobody signs; exception.",
    "The device cannot show typed data: text, and it signs the same as a personal message.",
    "Interrupted, or a holder is not ready: Ctrl-C; the same command goes on with those who have not signed.",
  ],
  evidence: possessionEvidence,
  async run(state, hands) {
    const proofs: PossessionEvidence["proofs"] = [];
    let { accounts } = state;
    for (const holding of holdingsOf(state.plan)) {
      const add = (account: string) => withAccount({ plan: state.plan, accounts }, holding.name, account);
      const account = accounts.get(holding.name) ?? (await hands.accountOf(holding, add));
      accounts = add(account);
      const proof = await hands.prove(holding, possessionOf(state, holding.name, account));
      proofs.push({ name: holding.name, account, ...proof });
    }
    return { evidence: { proofs } };
  },
  apply: (state, evidence) => applyProofs(state, holdingsOf(state.plan), evidence),
};
