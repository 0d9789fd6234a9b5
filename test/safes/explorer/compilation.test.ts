import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ARTIFACT_NAMES, artifactOf } from "../../../infra/l1-contracts/artifacts";
import { prepareRequests } from "../../../safes/explorer/prepare";
import { findRequests, type VerificationRequest } from "../../../safes/explorer/request";
import { recordRollup, writeState } from "./rollup-state";

const root = join(__dirname, "..", "..", "..");

interface Compiled {
  readonly contracts: Readonly<Record<string, Readonly<Record<string, { evm: { bytecode: { object: string } } }>>>>;
}

/** Without the output that is not looked at, which takes its time too. */
function inputOf({ contractname, sourceCode }: VerificationRequest): object {
  const [file, name] = contractname.split(":") as [string, string];
  const outputSelection = { [file]: { [name]: ["evm.bytecode.object"] } };
  return { ...sourceCode, settings: { ...sourceCode.settings, outputSelection } };
}

describe("the compiler's input of a request", () => {
  const directory = mkdtempSync(join(tmpdir(), "jeju-explorer-"));
  const byContract = new Map<string, VerificationRequest>();

  beforeAll(async () => {
    const state = join(directory, "state.json");
    writeState(state, await recordRollup());
    await prepareRequests({ state, out: directory });
    for (const found of findRequests(directory)) {
      if ("request" in found) byContract.set(found.request.contractname.split(":")[1] as string, found.request);
    }
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it("compiles to the very code that the stack deploys, for each of the 14 artifacts", () => {
    const requests = ARTIFACT_NAMES.map((name) => byContract.get(name) as VerificationRequest);
    const compiled = JSON.parse(
      execFileSync(process.execPath, [join(__dirname, "compile-each.js")], {
        input: JSON.stringify(requests.map(inputOf)),
        maxBuffer: 1 << 28,
        encoding: "utf8",
      }),
    ) as readonly Compiled[];
    const codes = requests.map(({ contractname }, index) => {
      const [file, name] = contractname.split(":") as [string, string];
      return [name, `0x${compiled[index]?.contracts[file]?.[name]?.evm.bytecode.object}`];
    });
    const deployed = ARTIFACT_NAMES.map((name) => [
      name,
      JSON.parse(readFileSync(join(root, artifactOf(name).artifact), "utf8")).bytecode.object,
    ]);
    expect(Object.fromEntries(codes)).toEqual(Object.fromEntries(deployed));
    expect(codes).toHaveLength(14);
  }, 240_000);
});
