import type { Command } from "commander";
import { type EndpointOptions, type JudgementOptions, withEndpoints, withJudgement } from "./options";

export interface SignOptions extends JudgementOptions, EndpointOptions {
  readonly signature?: string;
  readonly owner?: string;
  readonly typedData?: boolean;
  readonly keyVariable?: string;
}

/** Adds `sign <file>`. */
export function registerSign(program: Command): void {
  const command = program
    .command("sign <file>")
    .description("adds an owner's signature to a proposal, or prints what a wallet signs")
    .option("--typed-data", "prints the JSON that eth_signTypedData_v4 takes, and changes nothing")
    .option("--signature <hex>", "what the wallet gave, 65 bytes")
    .option("--owner <address>", "refuses the signature of anybody else")
    .option("--key-variable <name>", "environment variable with an owner's plain key, on a chain of this machine only")
    .addHelpText(
      "after",
      `
What \`verify\` refuses is not signed. A signature is taken only if it is of an owner who has not signed yet, of this very
safeTxHash, made by eth_signTypedData_v4 or by eth_sign.

Examples:
  npm run safe -- sign <file> --typed-data > typed-data.json     for Frame or another wallet in front of a hardware wallet
  npm run safe -- sign <file> --signature 0x... --owner 0x...    what the wallet gave
  npm run safe -- sign <file> --key-variable OWNER_KEY --rpc-url http://127.0.0.1:8545    in a rehearsal`,
    );
  withEndpoints(withJudgement(command)).action(async (file: string, options: SignOptions) => {
    const { sign } = await import("./sign/sign-file");
    await sign(file, options);
  });
}
