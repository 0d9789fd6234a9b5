import { createHash } from "node:crypto";
import { checkRolls } from "../../../keys-ceremony/entropy/dice";

/** A fair die that falls the same way in every run. */
function roll(count: number, name: string): string {
  let faces = "";
  for (let block = 0; faces.length < count; block += 1) {
    const bytes = createHash("sha256").update(`${name} ${block}`).digest();
    for (const byte of bytes) if (byte < 252) faces += (byte % 6) + 1;
  }
  return faces.slice(0, count);
}

describe("rolled dice", () => {
  it("give a little over 2.5 bits each", () => {
    expect(checkRolls(roll(50, "a"), 128)).toEqual({ count: 50, bits: expect.closeTo(129.25, 2) });
    expect(checkRolls(roll(99, "a"), 256)).toEqual({ count: 99, bits: expect.closeTo(255.91, 2) });
  });

  it("may be entered in groups and lines", () => {
    const rolls = roll(50, "grouped");
    expect(checkRolls(` ${rolls.slice(0, 25)}\n${rolls.slice(25)} `, 128).count).toBe(50);
  });

  it("are taken when they fall fairly, but for once in a thousand times", () => {
    const fair = Array.from({ length: 3_000 }, (_, index) => roll(index % 2 ? 50 : 99, `fair ${index}`));
    const refused = fair.filter((rolls) => {
      try {
        checkRolls(rolls, 128);
        return false;
      } catch {
        return true;
      }
    });
    expect(refused.length).toBeLessThanOrEqual(3);
  });

  it("are refused when there are too few for the bits", () => {
    expect(() => checkRolls(roll(49, "few"), 128)).toThrow(
      /too few rolls for 128 bits[\s\S]*49 rolls[\s\S]*50 or more/,
    );
    expect(() => checkRolls(roll(98, "few"), 256)).toThrow(/too few rolls for 256 bits/);
  });

  it("are refused with a face that no die has, by its place", () => {
    expect(() => checkRolls(`${roll(20, "x")}7${roll(40, "y")}`, 128)).toThrow(/character 21 of 61/);
    expect(() => checkRolls(`${roll(50, "x")}0`, 128)).toThrow(/no such face/);
  });

  it.each([
    ["of a loaded die", [...roll(30, "loaded")].map((face) => `6${face}`).join("")],
    ["that are all one face", "4".repeat(60)],
    ["that count up", "123456".repeat(10)],
    ["that count down and repeat", "665544332211".repeat(5)],
    ["that were entered twice", roll(30, "twice").repeat(2)],
    ["of which a line was entered twice", `${roll(50, "line")}${roll(50, "line")}`],
    [
      "that never show the same face twice in a row",
      [...roll(150, "avoid")].filter((face, i, all) => face !== all[i - 1]).join(""),
    ],
    ["with a long run", `${roll(30, "run")}${"5".repeat(10)}${roll(60, "run 2")}`],
  ])("are refused %s", (_, rolls) => {
    expect(() => checkRolls(rolls, 128)).toThrow(/\(dice\)/);
  });

  it("stay out of the message that refuses them", () => {
    const rolls = roll(30, "secret").repeat(2);
    try {
      checkRolls(rolls, 128);
    } catch (error) {
      expect((error as Error).message).not.toContain(rolls.slice(0, 5));
      return;
    }
    throw new Error("taken");
  });
});
