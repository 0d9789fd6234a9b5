import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error";
import { readStackExport } from "./stack-export";
import { writeChainFiles } from "./written-files";

const [directory] = process.argv.slice(2);

function run(): void {
  if (directory === undefined) {
    throw new UserError("The command chain-files", [
      {
        where: "arguments",
        got: "none",
        expected: "a folder",
        example: "pulumi stack export --stack testnet | npm run chain-files -- chain/testnet",
      },
    ]);
  }
  const { genesisHash, files } = writeChainFiles(readStackExport(readFileSync(process.stdin.fd, "utf8")));
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
    console.log(`${join(directory, name)}  ${Buffer.byteLength(text)} bytes`);
  }
  console.log(`genesis hash ${genesisHash}`);
}

try {
  run();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
