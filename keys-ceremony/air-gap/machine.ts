import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../safes/user-error";
import { isInMemory } from "./memory-folder";

/** What a machine says about itself, as far as it decides whether seeds may be made on it. */
export interface MachineReport {
  /** Network interfaces that are up, but for the loopback. */
  readonly interfacesUp: readonly string[];
  /** Wireless devices that no switch blocks, whether or not they have an interface. */
  readonly radiosOn: readonly string[];
  readonly coreDumps: "off" | "on";
  /** Files and partitions that memory is written to when it runs short. */
  readonly swap: readonly string[];
  readonly secretsIn: "memory" | "tmpfs" | "disk";
}

export interface InspectionOptions {
  /** Where `/sys` and `/proc` are. Default: `/`. */
  readonly root?: string;
  /** Where secrets are kept between steps. Default: nowhere, in the memory of one process. */
  readonly secretsFolder?: string;
}

/** Flags of `SIOCGIFFLAGS`, see linux/if.h. */
const interfaceUp = 0x1;
const loopback = 0x8;

/** Reads what Linux tells about the machine; on other systems it cannot be told, which is an error and no clean bill. */
export function inspectMachine({ root = "/", secretsFolder }: InspectionOptions = {}): MachineReport {
  return {
    interfacesUp: listInterfaces(root),
    radiosOn: listRadios(root),
    coreDumps: dumpsCore(root) ? "on" : "off",
    swap: read(root, "proc/swaps")
      .split("\n")
      .slice(1)
      .flatMap((line) => line.split(/\s+/)[0] || []),
    secretsIn: secretsFolder === undefined ? "memory" : isInMemory(secretsFolder, root) ? "tmpfs" : "disk",
  };
}

/** What speaks against making seeds here, each with what to do about it. */
export function faultsOf({ interfacesUp, radiosOn, coreDumps, swap, secretsIn }: MachineReport): string[] {
  return [
    ...interfacesUp.map((name) => `network interface ${name} is up: ip link set ${name} down, and unplug it`),
    ...radiosOn.map((name) => `radio ${name} is on: rfkill block all`),
    ...(coreDumps === "on" ? ["core dumps are on: ulimit -c 0, and sysctl -w kernel.core_pattern=core"] : []),
    ...swap.map((name) => `memory is swapped to ${name}: swapoff -a`),
    ...(secretsIn === "disk" ? ["secrets would be written to a disk: use a folder in a tmpfs, such as /dev/shm"] : []),
  ];
}

/** @throws UserError with every fault at once. */
export function requireAirGap(report: MachineReport): void {
  const faults = faultsOf(report);
  if (faults.length === 0) return;
  throw new UserError({
    what: "no seed is made on this machine",
    got: faults.join("\n            "),
    expected: "a machine without network, core dumps and swap",
    fix: "mend each of these; an override with its reason goes into the transcript",
  });
}

function listInterfaces(root: string): string[] {
  return listNames(root, "sys/class/net").filter((name) => {
    const flags = Number.parseInt(tryRead(root, `sys/class/net/${name}/flags`) ?? "", 16);
    // One that does not tell counts as up.
    return Number.isNaN(flags) || ((flags & interfaceUp) !== 0 && (flags & loopback) === 0);
  });
}

function listRadios(root: string): string[] {
  return (tryList(root, "sys/class/rfkill") ?? [])
    .filter((id) => ["soft", "hard"].every((kind) => tryRead(root, `sys/class/rfkill/${id}/${kind}`)?.trim() !== "1"))
    .map((id) => tryRead(root, `sys/class/rfkill/${id}/name`)?.trim() ?? id);
}

/** The kernel hands a dump to a program that core_pattern names without looking at the limit, see core(5). */
function dumpsCore(root: string): boolean {
  const [, limit] = /^Max core file size +(\S+)/m.exec(read(root, "proc/self/limits")) ?? [];
  return limit !== "0" || read(root, "proc/sys/kernel/core_pattern").startsWith("|");
}

function listNames(root: string, path: string): string[] {
  return tryList(root, path) ?? cannotTell(join(root, path));
}

function tryList(root: string, path: string): string[] | undefined {
  try {
    return readdirSync(join(root, path)).sort();
  } catch {
    return undefined;
  }
}

function read(root: string, path: string): string {
  return tryRead(root, path) ?? cannotTell(join(root, path));
}

function tryRead(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return undefined;
  }
}

function cannotTell(where: string): never {
  throw new UserError({
    what: "this system does not tell whether it has a network, core dumps and swap",
    where,
    expected: "Linux, with /sys and /proc",
    fix: "start the machine from a Linux live medium",
  });
}
