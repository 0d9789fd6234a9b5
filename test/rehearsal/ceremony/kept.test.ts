import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transcriptFile } from "../../../keys-ceremony/transcript/file";
import type { RehearsedCeremony } from "../../../rehearsal/ceremony";
import { keepCeremony } from "../../../rehearsal/ceremony/kept";
import { rehearsalPaths } from "../../../rehearsal/paths";

const base = mkdtempSync(join(tmpdir(), "jeju-kept-"));
afterAll(() => rmSync(base, { recursive: true }));

const practice = ceremony("first entry\n");
const paths = (name: string) => rehearsalPaths(name, base);

function ceremony(transcript: string): RehearsedCeremony {
  const owners = { operations: [], upgrades: [], treasury: [] };
  return { name: "a practice", owners, signers: {}, wallets: [], transcript };
}

describe("a rehearsal with a practised ceremony", () => {
  it("keeps a copy of the transcript, and goes on with the same practice", () => {
    const kept = paths("same");
    keepCeremony(kept, practice, true);
    expect(readFileSync(transcriptFile(kept.ceremony), "utf8")).toBe(practice.transcript);
    expect(() => keepCeremony(kept, practice, false)).not.toThrow();
  });

  it.each<[string, RehearsedCeremony | undefined, RehearsedCeremony | undefined, string]>([
    ["another practice", practice, ceremony("another entry\n"), "--ceremony with the same practice"],
    ["none", practice, undefined, "--ceremony with the same practice"],
    ["one where it began without", undefined, practice, "no --ceremony"],
  ])("does not go on with %s", (name, before, now, expected) => {
    const kept = paths(name);
    keepCeremony(kept, before, true);
    expect(() => keepCeremony(kept, now, false)).toThrow(`expected: ${expected}`);
  });

  it("needs none", () => {
    const kept = paths("none at all");
    keepCeremony(kept, undefined, true);
    expect(() => keepCeremony(kept, undefined, false)).not.toThrow();
  });
});
