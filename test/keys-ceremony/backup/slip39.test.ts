import { HDKey } from "@scure/bip32";
import vectors from "slip39/test/vectors.json";
import { recoverEntropy, splitEntropy } from "../../../keys-ceremony/backup/slip39";

const entropy = crypto.getRandomValues(new Uint8Array(32));
const fiveOfNine = { groupThreshold: 1, groups: [{ name: "holders", threshold: 5, count: 9 }] };

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
};

describe("SLIP-39", () => {
  it("has all of the official vectors", () => {
    expect(vectors).toHaveLength(45);
  });

  // vectors.json of the reference implementation, as the package brings it.
  it.each(vectors as [string, string[], string, string][])("agrees with vector %s", (_, shares, secret, xprv) => {
    if (secret === "") {
      expect(() => recoverEntropy(shares, "TREZOR")).toThrow(expect.objectContaining({ name: "UserError" }));
      return;
    }
    const recovered = recoverEntropy(shares, "TREZOR");
    expect(Buffer.from(recovered).toString("hex")).toBe(secret);
    expect(HDKey.fromMasterSeed(recovered).privateExtendedKey).toBe(xprv);
  });

  it("splits 256 bits into shares of 33 words, 128 into 20, of which enough recover them", () => {
    const [shares = []] = splitEntropy(entropy, fiveOfNine);
    const [short = []] = splitEntropy(entropy.slice(0, 16), fiveOfNine);

    expect(shares).toHaveLength(9);
    expect(new Set(shares.map((share) => share.split(" ").length))).toEqual(new Set([33]));
    expect(new Set(short.map((share) => share.split(" ").length))).toEqual(new Set([20]));
    expect(recoverEntropy(shares.slice(2, 7))).toEqual(entropy);
    expect(recoverEntropy(short.slice(4))).toEqual(entropy.slice(0, 16));
  });

  it("takes more shares than it needs, in any order, typed in capitals and with uneven spaces", () => {
    const [shares = []] = splitEntropy(entropy, fiveOfNine);

    const typed = [...shares].reverse().map((share) => ` ${share.toUpperCase().replaceAll(" ", "  ")}\n`);
    expect(recoverEntropy([...typed, typed[0] as string])).toEqual(entropy);
  });

  it("splits into groups, of which some suffice", () => {
    const split = {
      groupThreshold: 2,
      groups: [
        { name: "safe", threshold: 1, count: 1 },
        { name: "directors", threshold: 2, count: 3 },
        { name: "engineers", threshold: 3, count: 5 },
      ],
    };
    const [safe = [], directors = [], engineers = []] = splitEntropy(entropy, split);

    expect([safe.length, directors.length, engineers.length]).toEqual([1, 3, 5]);
    expect(recoverEntropy([...safe, ...directors.slice(1)])).toEqual(entropy);
    expect(recoverEntropy([...directors, ...engineers])).toEqual(entropy);
    // A surplus group without enough shares stands in nobody's way.
    expect(recoverEntropy([...safe, ...engineers.slice(0, 1), ...directors.slice(0, 2)])).toEqual(entropy);
    expect(messageOf(() => recoverEntropy([...safe, ...directors.slice(0, 1)]))).toMatch(
      /too few groups[\s\S]*1 of 2 groups; group 1: 1 of 1 needed \(number 1\); group 2: 1 of 2 needed \(number 1\)/,
    );
  });

  it("says how many shares are missing and which are there, a share given twice counting once", () => {
    const [shares = []] = splitEntropy(entropy, fiveOfNine);
    const four = [shares[8], shares[0], shares[3], shares[5], shares[0]] as string[];

    expect(messageOf(() => recoverEntropy(four))).toMatch(/too few shares[\s\S]*4 of 5 needed \(number 1, 4, 6, 9\)/);
    expect(messageOf(() => recoverEntropy([]))).toMatch(/there is no share/);
  });

  it("says which word is none, and which share has a wrong one, without repeating a word", () => {
    const [shares = []] = splitEntropy(entropy, fiveOfNine);
    const words = (shares[1] as string).split(" ");
    const misspelt = [...words.slice(0, 6), "akademik", ...words.slice(7)].join(" ");
    const swapped = [...words.slice(0, 6), words[6] === "academic" ? "acid" : "academic", ...words.slice(7)].join(" ");

    const first = messageOf(() => recoverEntropy([shares[0] as string, misspelt]));
    expect(first).toMatch(/not in the list of SLIP-39 \(share 2\)[\s\S]*word 7 of 33/);
    expect(first).not.toContain("akademik");
    expect(messageOf(() => recoverEntropy([shares[0] as string, swapped]))).toMatch(/checksum.*\(share 2\)/);
    expect(messageOf(() => recoverEntropy([words.slice(0, 32).join(" ")]))).toMatch(/\(share 1\)[\s\S]*32 words/);
    // A name of every object is no word.
    expect(
      messageOf(() => recoverEntropy([[...words.slice(0, 6), "constructor", ...words.slice(7)].join(" ")])),
    ).toMatch(/word 7 of 33/);
  });

  it("refuses shares of different secrets, and says which are strange", () => {
    const [ours = []] = splitEntropy(entropy, fiveOfNine);
    const [others = []] = splitEntropy(entropy, fiveOfNine);

    expect(messageOf(() => recoverEntropy([...ours.slice(0, 4), ...others.slice(4, 6)]))).toMatch(
      /different secrets[\s\S]*share 5, 6 of another set/,
    );
  });

  it.each([
    [
      "a threshold above the count",
      1,
      { name: "x", threshold: 4, count: 3 },
      /more shares are needed than there are \(x\)/,
    ],
    ["copies of one share", 1, { name: "x", threshold: 1, count: 3 }, /copies of one/],
    ["17 shares", 1, { name: "x", threshold: 2, count: 17 }, /1 to 16/],
    ["more groups than there are", 2, { name: "x", threshold: 2, count: 3 }, /more groups are needed/],
  ])("refuses to split into %s", (_, groupThreshold, group, message) => {
    expect(() => splitEntropy(entropy, { groupThreshold, groups: [group] })).toThrow(message);
  });

  it("refuses to split what is no entropy", () => {
    expect(() => splitEntropy(new Uint8Array(64), fiveOfNine)).toThrow(/64 bytes/);
  });

  it("leaves arrays as they are to everybody else", () => {
    const keys: string[] = [];
    for (const key in ["a"]) keys.push(key);
    expect(keys).toEqual(["0"]);
  });
});
