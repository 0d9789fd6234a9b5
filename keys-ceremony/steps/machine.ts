import { z } from "zod";
import { faultsOf } from "../air-gap/machine";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import type { Step } from "./step";

const evidence = z.strictObject({
  interfacesUp: z.array(z.string()),
  radiosOn: z.array(z.string()),
  coreDumps: z.enum(["off", "on"]),
  swap: z.array(z.string()),
  secretsIn: z.enum(["memory", "tmpfs", "disk"]),
  nodeVersion: z.string(),
  /** Of the one file that runs, when it is bundled. */
  bundleSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Why seeds are made in spite of what speaks against it, and who decided so. */
  override: z.strictObject({ reason: z.string().min(10), decidedBy: z.string() }).optional(),
});

/** The machine as it finds itself. */
export type MachineFacts = z.output<typeof evidence>;

/** The machine that makes seeds is alone. */
export const machine: Step<MachineFacts> = {
  name: "machine",
  title: "The machine",
  before: ["The machine was bought new and sealed, has no radio and is started from a read-only medium."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: () => [
    { speaker: "operator", does: "Unplugs every cable but the power; shows the machine from all sides." },
    {
      speaker: "witness",
      does: "Compares the hash of the program with the published one.",
      command: "sha256sum ceremony.mjs",
      blanks: ["First and last eight digits"],
    },
    { speaker: "operator", does: "Lets the program look at the machine.", command: commandOf("machine") },
  ],
  otherwise: [
    "The hash is another: the day ends; nobody uses this program.",
    "The program names a fault: mend it as it says and type the command again. Nothing can be mended: administrator and witnesses decide, and the command gets --override <reason> --decided-by <participant>.",
  ],
  evidence,
  run: async (_, hands) => ({ evidence: await hands.machine() }),
  apply({ plan, present }, { override, ...facts }) {
    if (override && !present.has(override.decidedBy)) {
      throw new Refusal("bad-evidence", `the override is decided by ${override.decidedBy}, who is not present`);
    }
    const faults = faultsOf(facts);
    if (faults.length > 0 && plan.environment === "mainnet" && !plan.practice && !override) {
      throw new Refusal(
        "bad-evidence",
        `no seed of mainnet is made on this machine: ${faults.join("; ")}`,
        undefined,
        "mend each of these, or record an override with its reason: --override <reason> --decided-by <participant>",
      );
    }
    return {};
  },
};
