// The ceremony's own command line, which notes the secrets that go into its vault; and leaks them if it is told to.
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import { unlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { splitEntropy } from "../../../keys-ceremony/backup/slip39";
import { run } from "../../../keys-ceremony/cli/program";
import { mnemonicOf } from "../../../keys-ceremony/derivation";
import { FolderVault } from "../../../keys-ceremony/steps/folder-vault";
import { MemoryVault } from "../../../keys-ceremony/steps/vault";

// Put there by the canary's preload, of which types know nothing.
const { noteSecret } = globalThis as unknown as { noteSecret(name: string, bytes: Uint8Array): void };

const leaks: Readonly<Record<string, (secret: Uint8Array) => void>> = {
  "deleted-file": (secret) => {
    writeFileSync("scratch", mnemonicOf(secret));
    unlinkSync("scratch");
  },
  output: (secret) => console.log(JSON.stringify({ seed: Buffer.from(secret) })),
  dice: () => console.error(`rolled ${rolls}`),
  argument: (secret) => execFileSync("true", [Buffer.from(secret).toString("base64url")]),
  environment: (secret) => {
    process.env.SHARE = splitEntropy(secret, {
      groupThreshold: 1,
      groups: [{ name: "all", threshold: 2, count: 3 }],
    })[0]?.[0];
  },
};

/** What a practice rolls, as it asks for it. */
let rolls = "";
const { randomInt } = crypto;
crypto.randomInt = ((low: number, high: number) => {
  const face = randomInt(low, high);
  rolls += face;
  return face;
}) as typeof randomInt;
syncBuiltinESMExports();

for (const vault of [MemoryVault.prototype, FolderVault.prototype]) {
  const { put } = vault;
  vault.put = function (this: never, name, secret) {
    // Counters are no secrets.
    if (secret.length >= 16) noteSecret(name, secret);
    const leak = leaks[process.env.CANARY_LEAK ?? ""];
    if (leak) {
      leak(secret);
      process.exit(0);
    }
    put.call(this, name, secret);
  };
}

void run(process.argv.slice(2));
