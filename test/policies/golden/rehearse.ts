import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { projectDirectory, rehearsalPaths } from "../../../rehearsal/paths";
import { prepareToolchain } from "../../../rehearsal/toolchain";
import { Workspace } from "../../../rehearsal/workspace";
import { environments, writeGoldenState } from "./golden-state";

/** Rehearses both stacks, one after the other, and writes their golden states anew. */
export async function rehearseGoldenStates(report: (line: string) => void): Promise<void> {
  const rehearsals = mkdtempSync(join(tmpdir(), "jeju-golden-"));
  const rehearse = (...args: readonly string[]) =>
    execa("npm", ["run", "--silent", "rehearse", "--", ...args], {
      cwd: projectDirectory,
      env: { CI: "1", JEJU_REHEARSALS: rehearsals },
    });
  for (const stack of environments) {
    try {
      report(`${stack}: rehearsed, which takes some minutes`);
      await rehearse(stack, "--keep");
      const paths = rehearsalPaths(stack, rehearsals);
      const workspace = new Workspace({
        ...{ stack, environmentClass: stack, paths },
        toolchain: await prepareToolchain(),
        endpoints: JSON.parse(readFileSync(paths.services, "utf8")),
      });
      writeGoldenState(stack, await workspace.pulumi(["stack", "export", "--show-secrets", "--stack", stack]));
      report(`${stack}: written`);
    } finally {
      await rehearse(stack, "--stop");
    }
  }
  rmSync(rehearsals, { recursive: true, force: true });
}
