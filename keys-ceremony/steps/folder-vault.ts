import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { requireMemoryFolder } from "../air-gap/memory-folder";
import type { Vault } from "./vault";

/** Secrets between steps that are run one by one, in a file system that lives in memory. */
export class FolderVault implements Vault {
  readonly kind = "tmpfs";

  /** @throws UserError for a folder on a disk */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    requireMemoryFolder(folder);
  }

  put(name: string, secret: Uint8Array): void {
    const file = openSync(this.fileOf(name), "w", 0o600);
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
