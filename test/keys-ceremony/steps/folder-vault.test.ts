import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderVault } from "../../../keys-ceremony/steps/folder-vault";
import { refusalOf } from "../../safes/signers/transactions";

const memory = "/dev/shm";
const inMemory = existsSync(memory) ? describe : describe.skip;

inMemory("secrets between steps", () => {
  const base = existsSync(memory) ? mkdtempSync(join(memory, "vault-test-")) : "";
  afterAll(() => rmSync(base, { recursive: true }));
  const refusal = async (folder: string) =>
    (await refusalOf(async () => new FolderVault(folder))).replaceAll(base, "MEMORY").replace(/user \d+/g, "user UID");

  it("are kept for their user alone, and gone when they are wiped", () => {
    const folder = join(base, "own");
    const vault = new FolderVault(folder);
    vault.put("servers/entropy", Uint8Array.of(1, 2, 3));
    expect(vault.get("servers/entropy")).toEqual(Buffer.of(1, 2, 3));
    const [file = ""] = readdirSync(folder);
    expect([statSync(folder).mode & 0o777, statSync(join(folder, file)).mode & 0o777]).toEqual([0o700, 0o600]);
    vault.wipe();
    expect(readdirSync(folder)).toEqual([]);
    expect(vault.get("servers/entropy")).toBeUndefined();
  });

  it("go on in the folder of the step before", () => {
    const folder = join(base, "again");
    new FolderVault(folder).put("seed", Uint8Array.of(9));
    expect(new FolderVault(folder).get("seed")).toEqual(Buffer.of(9));
  });

  it("are not put into a folder that others can write to or read", async () => {
    const folder = join(base, "open");
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect(await refusal(folder)).toMatchInlineSnapshot(`
"others could read or replace the secrets of the ceremony (MEMORY/open)
  got:      a folder of the user UID, mode 777
  expected: a folder of the user UID, mode 700
  fix:      name a folder that is not there yet: --secrets /dev/shm/<another name>"
`);
  });

  it("are not put behind a link, be it the folder or a file in it", async () => {
    const elsewhere = join(base, "elsewhere");
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, join(base, "linked"));
    expect(await refusal(join(base, "linked"))).toContain("a link of the user UID");
    const vault = new FolderVault(join(base, "with-link"));
    const disk = mkdtempSync(join(tmpdir(), "disk-"));
    symlinkSync(join(disk, "seed"), join(base, "with-link", "seed"));
    expect(() => vault.put("seed", Uint8Array.of(7))).toThrow("ELOOP");
    expect(readdirSync(disk)).toEqual([]);
    rmSync(disk, { recursive: true });
  });
});
