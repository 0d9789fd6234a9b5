import { Command } from "commander";
import { ProposalFolder, readProposal } from "../proposal-folder";
import { describeState } from "../proposals/state";
import { UserError } from "../user-error";
import { type ConnectionOptions, connect } from "./connect";
import { executeProposal, stateOfProposal } from "./execute";
import { addSignatureToFile, signFile } from "./sign";
import { registerVerify } from "./verify";

/** Exit codes: 0 good, 1 it could not be done, 2 something is refused or has drifted. */
function createProgram(): Command {
  const program = new Command("npm run safe --").description(
    "Proposals for the owners of Safes: verify, sign, look after and execute them; and drift of what the stacks created.",
  );
  withChain(program.command("list <safe>"), "prints the proposals for a Safe and how far each is")
    .requiredOption("--chain-id <id>", "chain of the Safe")
    .option("--proposals <folder>", "folder of the proposals", process.env.JEJU_PROPOSALS ?? "proposals")
    .action(async (safe: string, options: ConnectionOptions & { chainId: string; proposals: string }) => {
      const connection = connect(BigInt(options.chainId), options);
      const folder = new ProposalFolder(options.proposals);
      for (const proposal of folder.load(BigInt(options.chainId), safe)) {
        const state = describeState(await stateOfProposal(connection, proposal));
        console.log(
          `${folder.nameOf(proposal)}: nonce ${proposal.transaction.nonce}, ${state}: ${proposal.description}`,
        );
      }
    });
  program
    .command("sign <file>")
    .description("adds an owner's signature to a proposal")
    .option("--signature <hex>", "what a wallet gave for the proposal's safeTxHash, 65 bytes")
    .option("--owner <address>", "refuses the signature of anybody else")
    .option("--key-variable <name>", "environment variable with the key of a rehearsal's owner")
    .action((file: string, options: { signature?: string; owner?: string; keyVariable?: string }) => {
      const { signature, owner, keyVariable } = options;
      const signed = signature ? addSignatureToFile(file, signature, owner) : signFile(file, keyVariable ?? "");
      console.log(`${signed.signatures.length} of ${signed.before.threshold} signed`);
    });
  withChain(program.command("execute <file>"), "sends a proposal that enough owners have signed").action(
    async (file: string, options: ConnectionOptions) => {
      const proposal = readProposal(file);
      const connection = connect(proposal.chainId, options);
      const [sent] = await executeProposal(connection, proposal, {
        preview: false,
        signal: new AbortController().signal,
        secrets: new Set(),
      });
      console.log(sent ? `executed in block ${sent.blockNumber}: ${sent.hash}` : "executed before");
    },
  );
  registerVerify(program);
  return program;
}

function withChain(command: Command, description: string): Command {
  return command
    .description(description)
    .option("--rpc-url <url...>", "endpoints that have to agree")
    .option("--kms-key <id>", "who pays: a key in AWS KMS, by id, ARN or alias")
    .option("--region <region>", "of that key")
    .option("--keystore <file>", "who pays: an encrypted key file")
    .option("--password-variable <name>", "environment variable with its password")
    .option("--remote <url>", "who pays: a remote signer")
    .option("--address <address>", "its account")
    .option("--key-variable <name>", "who pays, on a chain of this machine: environment variable with a plain key");
}

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  });
