import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { faultsOf, inspectMachine, requireAirGap } from "../../../keys-ceremony/air-gap/machine";
import { isInMemory, requireMemoryFolder } from "../../../keys-ceremony/air-gap/memory-folder";
import { wipe } from "../../../keys-ceremony/air-gap/wipe";

const limits = (core: string) =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax stack size            8388608              unlimited            bytes     \nMax core file size        ${core}                    unlimited            bytes     \n`;
const swapHead = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

/** A machine that is as it should be. */
const alone: Readonly<Record<string, string>> = {
  "sys/class/net/lo/flags": "0x9\n",
  "sys/class/net/eth0/flags": "0x1002\n",
  "proc/self/limits": limits("0"),
  "proc/sys/kernel/core_pattern": "core\n",
  "proc/swaps": swapHead,
  "proc/self/mountinfo": "",
};

describe("the machine that makes seeds", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "machine-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const inspect = (changes: Readonly<Record<string, string>> = {}) => {
    for (const [path, content] of Object.entries({ ...alone, ...changes })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return inspectMachine({ root });
  };

  it("is fit with its interfaces down, no core dumps and no swap", () => {
    const report = inspect();

    expect(report).toEqual({ interfacesUp: [], radiosOn: [], coreDumps: "off", swap: [], secretsIn: "memory" });
    expect(() => requireAirGap(report)).not.toThrow();
  });

  it.each([
    ["an interface is up, even without a cable", { "sys/class/net/eth0/flags": "0x1003\n" }, /interface eth0 is up/],
    ["an interface does not tell", { "sys/class/net/wlan0/flags": "" }, /interface wlan0 is up/],
    [
      "a radio is on",
      {
        "sys/class/rfkill/rfkill0/name": "hci0\n",
        "sys/class/rfkill/rfkill0/soft": "0\n",
        "sys/class/rfkill/rfkill0/hard": "0\n",
      },
      /radio hci0 is on/,
    ],
    ["core dumps are on", { "proc/self/limits": limits("unlimited") }, /ulimit -c 0/],
    [
      "core dumps go to a program, which no limit stops",
      { "proc/sys/kernel/core_pattern": "|/usr/lib/systemd/systemd-coredump %P\n" },
      /core dumps are on/,
    ],
    ["there is swap", { "proc/swaps": `${swapHead}/dev/sda2  partition\t8388604\t0\t-2\n` }, /swapped to \/dev\/sda2/],
  ])("is refused when %s", (_, changes, message) => {
    expect(() => requireAirGap(inspect(changes))).toThrow(message);
  });

  it("is told all of its faults at once", () => {
    const report = inspect({ "sys/class/net/eth0/flags": "0x1003\n", "proc/self/limits": limits("unlimited") });
    expect(faultsOf(report)).toHaveLength(2);
  });

  it("may have a radio that a switch blocks", () => {
    const report = inspect({
      "sys/class/rfkill/rfkill0/name": "phy0\n",
      "sys/class/rfkill/rfkill0/soft": "1\n",
      "sys/class/rfkill/rfkill0/hard": "0\n",
    });
    expect(report.radiosOn).toEqual([]);
  });

  it("is not taken for fit when it does not tell", () => {
    expect(() => inspectMachine({ root })).toThrow(/does not tell[\s\S]*Linux/);
  });

  it("keeps secrets in a tmpfs, whose mount point may have a space, and not in a folder that only leads there", () => {
    const memory = join(root, "in memory");
    const disk = join(root, "disk");
    for (const folder of [join(memory, "ceremony"), disk]) mkdirSync(folder, { recursive: true });
    symlinkSync(disk, join(memory, "link"));
    const mounts = [
      "22 1 8:1 / / rw - ext4 /dev/sda1 rw",
      `23 22 0:30 / ${memory.replaceAll(" ", "\\040")} rw,nosuid shared:3 - tmpfs tmpfs rw`,
    ].join("\n");
    inspect({ "proc/self/mountinfo": mounts });

    expect(isInMemory(join(memory, "ceremony"), root)).toBe(true);
    expect(isInMemory(disk, root)).toBe(false);
    expect(isInMemory(join(memory, "link"), root)).toBe(false);
    expect(() => requireMemoryFolder(disk, root)).toThrow(/never written to a disk[\s\S]*\/dev\/shm/);
    const report = inspectMachine({ root, secretsFolder: disk });
    expect(() => requireAirGap(report)).toThrow(/written to a disk/);
    expect(inspectMachine({ root, secretsFolder: memory }).secretsIn).toBe("tmpfs");
  });

  it("sees what a later mount hides", () => {
    const folder = join(root, "work");
    mkdirSync(folder);
    const line = (type: string) => `23 22 0:30 / ${folder} rw - ${type} none rw`;
    inspect({ "proc/self/mountinfo": [line("tmpfs"), line("ext4")].join("\n") });
    expect(isInMemory(folder, root)).toBe(false);
  });

  it("overwrites secrets in place", () => {
    const secrets = [Uint8Array.of(1, 2, 3), Buffer.from("secret")];
    wipe(...secrets);
    expect(secrets.flatMap((secret) => [...secret])).toEqual(new Array(9).fill(0));
  });
});
