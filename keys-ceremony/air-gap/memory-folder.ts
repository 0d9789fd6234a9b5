import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../safes/user-error";

/** File systems that live in memory. A tmpfs can be swapped out, a ramfs cannot. */
const inMemory = ["tmpfs", "ramfs"];

/** Whether what is written to a folder that exists stays in memory; links are followed. */
export function isInMemory(folder: string, root = "/"): boolean {
  const path = realpathSync(folder);
  let found = { mountPoint: "", type: "" };
  // proc(5): ID, parent, device, root, mount point, options, optional fields, "-", type, source, options.
  for (const line of readFileSync(join(root, "proc/self/mountinfo"), "utf8").split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const mountPoint = before
      .split(" ")[4]
      ?.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (!mountPoint) continue;
    const isWithin = path === mountPoint || path.startsWith(mountPoint === "/" ? "/" : `${mountPoint}/`);
    // Of two on one mount point the later hides the earlier.
    if (isWithin && mountPoint.length >= found.mountPoint.length)
      found = { mountPoint, type: after.split(" ")[0] ?? "" };
  }
  return inMemory.includes(found.type);
}

/** @throws UserError unless secrets may be kept in this folder between steps. */
export function requireMemoryFolder(folder: string, root = "/"): void {
  if (isInMemory(folder, root)) return;
  throw new UserError({
    what: "secrets are never written to a disk",
    got: folder,
    expected: "a folder in a tmpfs",
    fix: "use one below /dev/shm, or mount -t tmpfs -o size=16m,mode=700 tmpfs <folder>",
  });
}
