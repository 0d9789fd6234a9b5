import { createHash } from "node:crypto";
import { z } from "zod";
import { addressBookCsv, configurationBytes, configurationOf, configurationYaml } from "../configuration";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import type { Step } from "./step";

const evidence = z.strictObject({ sha256: z.string() });

const digest = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

/** The stack's configuration and the address book, as they follow from what was proven. */
export const configure: Step<z.output<typeof evidence>> = {
  name: "configure",
  title: "Configuration of the stack",
  before: ["Every key and every owner is proven."],
  isPlanned: () => true,
  lines: ({ stack }) => [
    {
      speaker: "operator",
      does: "Lets the program write the configuration and the address book.",
      command: commandOf("configure"),
    },
    { speaker: "holder", does: `Each holder finds the own account in the address book of ${stack}.` },
  ],
  otherwise: [
    "An account is not its holder's: exception; the seat is rotated after the close, and the stack waits for it.",
  ],
  evidence,
  async run(state) {
    const configuration = configurationOf(state);
    const bytes = configurationBytes(configuration);
    return {
      evidence: { sha256: digest(bytes) },
      artefacts: [
        { name: "configuration.json", content: bytes },
        { name: `Pulumi.${configuration.stack}.ceremony.yaml`, content: Buffer.from(configurationYaml(configuration)) },
        { name: "address-book.csv", content: Buffer.from(`${addressBookCsv(configuration.addressBook)}\n`) },
      ],
    };
  },
  apply(state, { sha256 }) {
    if (digest(configurationBytes(configurationOf(state))) !== sha256) {
      throw new Refusal("bad-evidence", "the configuration is not the one that follows from the proofs");
    }
    return {};
  },
};
