import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keccak256 } from "ethers";
import { type ArtifactName, type ArtifactOverride, PINNED_COMPILER } from "../../infra/l1-contracts/artifacts";

const build = join(dirname(require.resolve("@eth-optimism/contracts-bedrock/package.json")), "forge-artifacts");
/** What solc 0.8.15 writes behind the code, and what 0.8.16 would; nothing ever runs it. */
const [version, nextVersion] = ["64736f6c634300080f000a", "64736f6c6343000810000a"];
const compiler = { ...PINNED_COMPILER, version: "0.8.16+commit.07a7930e" };

/** The contracts as another compiler would have made some of them: other code that does the same. */
export function anotherBuild(directory: string, changed: readonly ArtifactName[]): ArtifactOverride {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const folder of readdirSync(build)) symlinkSync(join(build, folder), join(directory, folder));
  const hashes = changed.map((name) => {
    const artifact = JSON.parse(readFileSync(join(build, `${name}.sol/${name}.json`), "utf8"));
    const codes = [artifact.bytecode, artifact.deployedBytecode];
    for (const code of codes) code.object = code.object.replaceAll(version, nextVersion);
    artifact.metadata.compiler.version = compiler.version;
    rmSync(join(directory, `${name}.sol`));
    mkdirSync(join(directory, `${name}.sol`));
    writeFileSync(join(directory, `${name}.sol/${name}.json`), JSON.stringify(artifact));
    return [name, keccak256(artifact.bytecode.object)] as const;
  });
  return { directory, codeHashes: Object.fromEntries(hashes), compiler };
}
