import { z } from "zod";
import { Refusal } from "../transcript/refusal";
import type { Step } from "./step";

const evidence = z.strictObject({
  interfacesUp: z.array(z.string()),
  coreDumps: z.enum(["off", "on"]),
  secretsIn: z.enum(["memory", "tmpfs"]),
  nodeVersion: z.string(),
  bundleSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  override: z.strictObject({ reason: z.string().min(10), decidedBy: z.string() }).optional(),
});

/** The machine that makes seeds is alone. */
export const machine: Step<z.output<typeof evidence>> = {
  name: "machine",
  title: "The machine",
  before: ["The machine was bought new and sealed, has no radio and is started from a read-only medium."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: () => [
    { speaker: "operator", does: "Unplugs every cable but the power; shows the machine from all sides." },
    {
      speaker: "witness",
      does: "Compares the hash of the program with the published one.",
      blanks: ["Words of the program"],
    },
    { speaker: "operator", does: "Lets the program look at the machine.", command: "node ceremony.mjs step machine" },
  ],
  evidence,
  async run(_, hands) {
    const { interfacesUp, ...facts } = await hands.machine();
    return { evidence: { interfacesUp: [...interfacesUp], ...facts } };
  },
  apply({ plan, present }, { interfacesUp, coreDumps, override }) {
    const faults = [
      ...(interfacesUp.length > 0 ? [`network interfaces are up: ${interfacesUp.join(", ")}`] : []),
      ...(coreDumps === "on" ? ["core dumps are on"] : []),
    ];
    if (override && !present.has(override.decidedBy)) {
      throw new Refusal("bad-evidence", `the override is decided by ${override.decidedBy}, who is not present`);
    }
    const isExempt = plan.practice || plan.environment !== "mainnet" || override !== undefined;
    if (faults.length > 0 && !isExempt) {
      throw new Refusal(
        "bad-evidence",
        `no seed of mainnet is made on this machine: ${faults.join("; ")}`,
        undefined,
        "take the interfaces down (ip link set ... down; ulimit -c 0), or record an override with its reason",
      );
    }
    return {};
  },
};
