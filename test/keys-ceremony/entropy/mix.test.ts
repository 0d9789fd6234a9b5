import { createHash } from "node:crypto";
import { mixEntropy } from "../../../keys-ceremony/entropy/mix";

const dice = "342165612355416224361532246134526311165423645231465621334512643152566314221463513526441632553362145";
const random = (name: string, length = 32) =>
  new Uint8Array(createHash("sha512").update(name).digest().subarray(0, length));

describe("mixed entropy", () => {
  it("is the hash of the rolls, the system's and the HSM's bytes, one XOR the other", () => {
    const [system, hsm] = [random("system"), random("hsm")];
    const hash = createHash("sha256").update(dice).digest();

    const { entropy, explanation } = mixEntropy({ dice: `${dice.slice(0, 40)} ${dice.slice(40)}`, system, hsm });

    expect([...entropy]).toEqual([...hash].map((byte, i) => byte ^ (system[i] as number) ^ (hsm[i] as number)));
    expect(explanation).toEqual([
      { source: "dice", gave: "99 rolls, 255.9 bits if the dice are fair" },
      { source: "operating system", gave: "256 bits of its generator" },
      { source: "HSM", gave: "256 bits of its generator" },
    ]);
  });

  it("does without an HSM, and has 128 bits where so many are asked for", () => {
    const system = random("system", 16);
    const hash = createHash("sha256").update(dice).digest();

    const { entropy, explanation } = mixEntropy({ dice, system });

    expect([...entropy]).toEqual([...system].map((byte, i) => byte ^ (hash[i] as number)));
    expect(explanation.map(({ source }) => source)).toEqual(["dice", "operating system"]);
  });

  it("changes with every source", () => {
    const base = { dice, system: random("system"), hsm: random("hsm") };
    const seen = [
      base,
      { ...base, dice: `${dice}1` },
      { ...base, system: random("other") },
      { ...base, hsm: random("other") },
    ].map((sources) => Buffer.from(mixEntropy(sources).entropy).toString("hex"));
    expect(new Set(seen).size).toBe(4);
  });

  it("is refused from a source that does not work", () => {
    expect(() => mixEntropy({ dice, system: new Uint8Array(32) })).toThrow(/does not work \(operating system\)/);
    expect(() => mixEntropy({ dice, system: random("system"), hsm: random("hsm", 16) })).toThrow(
      /\(HSM\)[\s\S]*16 bytes/,
    );
    expect(() => mixEntropy({ dice, system: random("system", 20) })).toThrow(/160 bits/);
  });

  it("is refused when two sources are the same, which would cancel each other", () => {
    expect(() => mixEntropy({ dice, system: random("a"), hsm: random("a") })).toThrow(/cancel each other/);
    const hash = new Uint8Array(createHash("sha256").update(dice).digest());
    expect(() => mixEntropy({ dice, system: hash })).toThrow(/cancel each other/);
  });

  it("is refused with too few rolls", () => {
    expect(() => mixEntropy({ dice: dice.slice(0, 98), system: random("system") })).toThrow(/too few rolls/);
  });
});
