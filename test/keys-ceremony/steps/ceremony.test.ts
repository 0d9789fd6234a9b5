import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import type { Plan } from "../../../keys-ceremony/plan/schema";
import { simulatedHands } from "../../../keys-ceremony/practice/hands";
import { practiceWallet } from "../../../keys-ceremony/practice/keys";
import { practicePlan } from "../../../keys-ceremony/practice/plan";
import { Ceremony } from "../../../keys-ceremony/steps/ceremony";
import type { Hands } from "../../../keys-ceremony/steps/hands";
import { abandon } from "../../../keys-ceremony/steps/incidents/abandon";
import { absence } from "../../../keys-ceremony/steps/incidents/absence";
import { lostShare } from "../../../keys-ceremony/steps/incidents/lost-share";
import { compromise } from "../../../keys-ceremony/steps/incidents/revocation";
import { machine } from "../../../keys-ceremony/steps/machine";
import { incidentsOf, scriptOf } from "../../../keys-ceremony/steps/order";
import { sharesOf } from "../../../keys-ceremony/steps/seed-secrets";
import { type CeremonyState, initialState } from "../../../keys-ceremony/steps/state";
import { MemoryVault } from "../../../keys-ceremony/steps/vault";
import { transcriptFile } from "../../../keys-ceremony/transcript/file";

// A machine that does much else takes its time over some thousand signatures.

const loaded = loadPlan(join(__dirname, "../../../keys-ceremony/plans/mainnet.yaml"));
const plan = practicePlan(loaded);
const everybody = new Set(Object.keys(plan.participants));
const opened: CeremonyState = { ...initialState(plan), done: new Set(["open"]), present: everybody };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ceremony-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(change: Partial<Hands> = {}, of: Plan = plan): Ceremony {
  return Ceremony.open(folder, of, { ...simulatedHands(of, folder), ...change }, new MemoryVault());
}

describe("a ceremony", () => {
  it("runs no step before its turn, and none twice", async () => {
    await expect(open().run("entropy")).rejects.toThrow(/not the turn of step entropy[\s\S]*next step is open/);
    await open().run("open");
    await expect(open().run("open")).rejects.toThrow("step open is done already");
    await expect(open().run("party")).rejects.toThrow("there is no step party");
  });

  it("goes on in another process where it was left", async () => {
    await open().run("open");
    expect(open().next).toBe("machine");
    await open().run("machine");
    expect(open().state.entries).toBe(2);
  });

  it("appends nothing that too few have signed, and asks for signatures only when it is run again", async () => {
    let calls = 0;
    const rollCall = async () => {
      calls++;
      return [...everybody];
    };
    const unwilling = open({ rollCall, sign: async () => undefined });
    await expect(unwilling.run("open")).rejects.toThrow(/0 of those present have signed it, and it takes 10/);
    expect(open().state.entries).toBe(0);
    await open({ rollCall }).run("open");
    expect(calls).toBe(1);
    expect(readFileSync(transcriptFile(folder), "utf8").trim().split("\n")).toHaveLength(1);
  });

  it("takes up no entry that waits for signatures and is of another plan", async () => {
    await expect(open({ sign: async () => undefined }).run("open")).rejects.toThrow("0 of those present");
    const other = { ...plan, drillValidDays: 90 };
    await open({}, other).run("open");
    expect(open({}, other).state.plan.drillValidDays).toBe(90);
  });

  it("counts no signature of somebody else", async () => {
    const stranger = practiceWallet(plan.ceremony, "stranger");
    const forging = open({ sign: async (_, text) => stranger.signMessage(text) });
    await expect(forging.run("open")).rejects.toThrow("0 of those present have signed it");
  });

  it("does not go on in the folder of another plan", async () => {
    await open().run("open");
    const other = { ...plan, drillValidDays: 90 };
    expect(() => open({}, other)).toThrow("a ceremony of another plan");
  });

  it("calls nobody for a plan that is not ready", async () => {
    const rollCall = jest.fn();
    await expect(open({ rollCall }, loaded).run("open")).rejects.toThrow(
      /participants\.administrator\.transcriptKey: nobody can tell this person's signature[\s\S]*--ready/,
    );
    expect(rollCall).not.toHaveBeenCalled();
  });

  it("does not open when too few, or no witness, have come", async () => {
    const nine = [...everybody].slice(0, 9);
    await expect(open({ rollCall: async () => nine }).run("open")).rejects.toThrow(
      /too few are present[\s\S]*2027-01-19/,
    );
    const unseen = [...everybody].filter((id) => !id.startsWith("witness"));
    await expect(open({ rollCall: async () => unseen }).run("open")).rejects.toThrow("no witness is present");
  });

  it("makes seeds in a vault that holds nothing of another ceremony", async () => {
    for (const step of ["open", "machine"]) await open().run(step);
    const vault = new MemoryVault();
    vault.put(sharesOf("servers"), Buffer.from("the shares of a ceremony that nobody has wiped"));
    await Ceremony.open(folder, plan, simulatedHands(plan, folder), vault).run("entropy");
    expect(vault.get(sharesOf("servers"))).toBeUndefined();
    expect(vault.get("seed/servers")).toHaveLength(32);
  });

  it("says that the seeds are gone when the vault has lost them", async () => {
    for (const step of ["open", "machine", "entropy"]) await open().run(step);
    await expect(open().run("derivation")).rejects.toThrow(/the entropy of seed servers is gone[\s\S]*step abandon/);
    const reason = "the power was cut on the way";
    const answering = Ceremony.open(
      folder,
      plan,
      simulatedHands(plan, folder, { answers: { reason } }),
      new MemoryVault(),
    );
    await answering.run("abandon");
    expect(answering.next).toBe("entropy");
  });
});

describe("the machine of mainnet's seeds", () => {
  const { practice: _, ...production } = plan;
  const state = { ...opened, plan: production as Plan };
  const facts = {
    interfacesUp: [],
    radiosOn: [],
    coreDumps: "off" as const,
    swap: [],
    secretsIn: "tmpfs" as const,
    nodeVersion: "v20.20.2",
  };

  it("is alone", () => {
    expect(machine.apply(state, facts)).toEqual({});
  });

  it.each([
    ["a network", { interfacesUp: ["eth0"] }, "eth0 is up"],
    ["a radio", { radiosOn: ["phy0"] }, "phy0 is on"],
    ["core dumps", { coreDumps: "on" as const }, "core dumps are on"],
    ["swap", { swap: ["/dev/sda2"] }, "swapped to /dev/sda2"],
    ["secrets on a disk", { secretsIn: "disk" as const }, "written to a disk"],
  ])("is refused with %s, unless somebody present decides otherwise and says why", (_, change, message) => {
    expect(() => machine.apply(state, { ...facts, ...change })).toThrow(message);
    const override = { reason: "the only machine that we have", decidedBy: "administrator" };
    expect(machine.apply(state, { ...facts, ...change, override })).toEqual({});
    const absent = { ...override, decidedBy: "nobody" };
    expect(() => machine.apply(state, { ...facts, ...change, override: absent })).toThrow("who is not present");
  });
});

describe("an incident", () => {
  it("lets the others go on without somebody, while they are enough", () => {
    const { present } = absence.apply(opened, { participant: "holder-01", reason: "ill" });
    expect(present?.has("holder-01")).toBe(false);
    const ten = { ...opened, present: new Set([...everybody].slice(0, 10)) };
    expect(() => absence.apply(ten, { participant: "operator", reason: "ill" })).toThrow("too few are left: 9");
    expect(() => absence.apply(ten, { participant: "holder-14", reason: "ill" })).toThrow("not present anyway");
  });

  it("counts lost shares, and revokes the seed's keys when too few are left", () => {
    let state = opened;
    for (const holder of ["holder-01", "holder-05"]) {
      state = { ...state, ...lostShare.apply(state, { seed: "servers", holder, reason: "burnt" }) };
    }
    expect([...state.revoked]).toEqual([]);
    expect(() => lostShare.apply(state, { seed: "servers", holder: "holder-05", reason: "burnt" })).toThrow(
      "lost already",
    );
    const { revoked } = lostShare.apply(state, { seed: "servers", holder: "holder-08", reason: "burnt" });
    expect([...(revoked ?? [])]).toEqual(["batcher", "proposer", "sequencer"]);
  });

  it("revokes a key that there is, once", () => {
    const state = { ...opened, ...compromise.apply(opened, { holding: "upgrades/3", reason: "stolen" }) };
    expect([...state.revoked]).toEqual(["upgrades/3"]);
    expect(() => compromise.apply(state, { holding: "upgrades/3", reason: "stolen" })).toThrow("revoked already");
    expect(() => compromise.apply(state, { holding: "upgrades/10", reason: "stolen" })).toThrow("no role and no seat");
  });

  it("abandons seeds before they are wiped and not after", () => {
    expect(() => abandon.apply(opened, { reason: "power was cut" })).toThrow("no seeds to abandon");
    const made = {
      ...opened,
      done: new Set(["open", "machine", "entropy", "derivation"]),
      accounts: new Map([["batcher", "0x"]]),
    };
    const { done, accounts } = abandon.apply(made, { reason: "power was cut" });
    expect([...(done ?? [])]).toEqual(["open", "machine"]);
    expect(accounts?.size).toBe(0);
  });
});

describe("the script", () => {
  it("has every step with somebody who speaks, and every incident", () => {
    const steps = [...scriptOf(plan), ...incidentsOf(plan)];
    expect(steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "open",
        "wipe",
        "close",
        "absence",
        "lost-share",
        "compromise",
        "revocation",
        "rotation",
      ]),
    );
    const speakers = [...Object.keys(plan.participants), "administrator", "operator", "holder", "witness"];
    for (const { lines } of steps) {
      expect(lines.length).toBeGreaterThan(0);
      for (const { speaker } of lines) expect(speakers).toContain(speaker);
    }
  });
});
