import { bytesOfWords, wordsOf } from "../../keys-ceremony/words";

const hash = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("words to read aloud", () => {
  it("are those of the PGP word list", () => {
    // The example of Wikipedia's article on the list.
    expect(wordsOf("E58294F2E9A227486E8B061B31CC528FD7FA3F19").join(" ")).toBe(
      "topmost Istanbul Pluto vagabond treadmill Pacific brackish dictator goldfish Medusa afflict bravado chatter revolver Dupont midsummer stopwatch whimsical cowbell bottomless",
    );
    expect(wordsOf(Uint8Array.of(0, 0, 255, 255))).toEqual(["aardvark", "adroitness", "Zulu", "Yucatan"]);
  });

  it("are one for each byte of a hash, and lead back to it however they are written", () => {
    const words = wordsOf(hash);

    expect(words).toHaveLength(32);
    expect(`0x${Buffer.from(bytesOfWords(words.join(" "))).toString("hex")}`).toBe(hash);
    expect(bytesOfWords(`  ${words.join("\n").toUpperCase()} `)).toEqual(bytesOfWords(words.join(" ")));
  });

  it("tell every byte apart at even and at odd places", () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, place) => place >> 1);

    expect(bytesOfWords(wordsOf(bytes).join(" "))).toEqual(bytes);
    expect(new Set(wordsOf(bytes).map((word) => word.toLowerCase())).size).toBe(512);
  });

  it("refuse a word that was left out, and say where", () => {
    const words = wordsOf(hash);
    words.splice(4, 1);

    expect(() => bytesOfWords(words.join(" "))).toThrow(/left out, said twice or swapped.*\(word 5 of 31\)/);
  });

  it("refuse a word that is none, and a hash that is none", () => {
    expect(() => bytesOfWords("aardvark adroit")).toThrow(/not a word of the list \(word 2 of 2\)/);
    expect(() => wordsOf("0xabc")).toThrow(/not a hash to be read aloud/);
  });
});
