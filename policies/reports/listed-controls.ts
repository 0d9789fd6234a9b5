import type { Controls } from "../assessment/controls";

interface ListedControls {
  /** Why a policy cannot implement it; empty where one could. */
  readonly controls: Readonly<Record<string, string>>;
}

const rootUser = "it is about the account's root user, which no program declares; check it in Security Hub";
const person = "it is about what people do, not about what is declared";
const users = "it is about IAM users and their keys, and the program makes none; check it in Security Hub";

function open(...ids: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.map((id) => [id, ""]));
}

/**
 * The controls of CIS AWS Foundations 5.0.0 (numbering as in the benchmark's table of contents). The other frameworks
 * are not listed here, and reports say so: of those they show only what policies name.
 */
export const listedControls: Partial<Record<keyof Controls, ListedControls>> = {
  cisAws: {
    controls: {
      "1.1": person,
      "1.2": person,
      "1.3": rootUser,
      "1.4": rootUser,
      "1.5": rootUser,
      "1.6": rootUser,
      ...open("1.7", "1.8"),
      "1.9": users,
      "1.10": users,
      "1.11": users,
      "1.12": users,
      "1.13": users,
      ...open("1.14", "1.15", "1.16", "1.17"),
      "1.18": "it is about certificates that were uploaded by hand; the program orders its own from ACM",
      ...open("1.19"),
      "1.20": "it is about the organisation's identity provider, outside this stack",
      ...open("1.21", "2.1.1"),
      "2.1.2": "MFA delete can be set only by the root user on the command line",
      ...open("2.1.3", "2.1.4", "2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.3.1"),
      ...open("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9"),
      ...open("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12", "4.13"),
      ...open("4.14", "4.15", "4.16", "5.1.1"),
      "5.1.2": "it is about CIFS on Windows hosts, of which there are none",
      ...open("5.2", "5.3", "5.4", "5.5", "5.6", "5.7"),
    },
  },
};
