import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error";
import { readAddressBook } from "./address-book";
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
  const exported = readStackExport(readFileSync(process.stdin.fd, "utf8"));
  const { l1, l2 } = exported.chain.parameters;
  const book = join(directory, "addresses.json");
  // What lies there may be all that somebody has of another chain.
  if (existsSync(book))
    readAddressBook(readFileSync(book, "utf8"), book, { l1ChainId: l1.chainId, l2ChainId: l2.chainId });
  const { genesisHash, files } = writeChainFiles(exported);
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
