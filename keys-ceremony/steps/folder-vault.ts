import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { UserError } from "../../safes/user-error";
import { requireMemoryFolder } from "../air-gap/memory-folder";
import type { Vault } from "./vault";

/** Secrets between steps that are run one by one, in a file system that lives in memory. */
export class FolderVault implements Vault {
  readonly kind = "tmpfs";

  /** @throws UserError for a folder on a disk, and for one that is not this user's alone */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    requireMemoryFolder(folder);
    requireOwnFolder(folder);
  }

  put(name: string, secret: Uint8Array): void {
    // Never through a link, which could lead to a disk.
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
    const file = openSync(this.fileOf(name), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
    try {
      writeSync(file, secret);
    } finally {
      closeSync(file);
    }
  }

  get(name: string): Uint8Array | undefined {
    const file = this.fileOf(name);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  wipe(): void {
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      const file = openSync(path, "r+");
      writeSync(file, new Uint8Array(statSync(path).size));
      fsyncSync(file);
      closeSync(file);
      rmSync(path);
    }
  }

  private fileOf(name: string): string {
    return join(this.folder, encodeURIComponent(name));
  }
}

/** /dev/shm is everybody's: who makes the folder first could put links and files of his own into it. */
function requireOwnFolder(folder: string): void {
  const stats = lstatSync(folder);
  const isOwn = stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0;
  if (isOwn) return;
  throw new UserError({
    what: "others could read or replace the secrets of the ceremony",
    where: folder,
    got: `${stats.isDirectory() ? "a folder" : "a link"} of the user ${stats.uid}, mode ${(stats.mode & 0o777).toString(8)}`,
    expected: `a folder of the user ${process.getuid?.()}, mode 700`,
    fix: "name a folder that is not there yet: --secrets /dev/shm/<another name>",
  });
}
