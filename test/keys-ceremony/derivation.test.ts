import { HDKey } from "@scure/bip32";
import { mnemonicToSeedSync } from "@scure/bip39";
import { computeAddress, HDNodeWallet } from "ethers";
import { deriveKey, entropyOf, keyOfSeed, mnemonicOf } from "../../keys-ceremony/derivation";
import bip32 from "./vectors/bip32.json";
import bip39 from "./vectors/bip39.json";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (value: Uint8Array) => Buffer.from(value).toString("hex");
const junk = "test test test test test test test test test test test junk";

describe("derivation", () => {
  // vectors.json of the reference implementation that BIP-39 names (PyPI mnemonic 0.21).
  it.each(bip39.english as [string, string, string, string][])(
    "agrees with BIP-39's vector %s",
    (entropy, mnemonic, seed, xprv) => {
      expect(mnemonicOf(bytes(entropy))).toBe(mnemonic);
      expect(hex(entropyOf(mnemonic))).toBe(entropy);
      expect(hex(mnemonicToSeedSync(mnemonic, "TREZOR"))).toBe(seed);
      expect(hex(keyOfSeed(bytes(seed), "m").privateKey)).toBe(
        hex(HDKey.fromExtendedKey(xprv).privateKey as Uint8Array),
      );
    },
  );

  const chains = bip32.flatMap(({ seed, chains }) => chains.map(({ path, xprv }) => [path, seed, xprv] as const));
  it.each(chains)("agrees with BIP-32's vector %s of %s", (path, seed, xprv) => {
    const key = keyOfSeed(bytes(seed), path);

    const expected = hex(HDKey.fromExtendedKey(xprv).privateKey as Uint8Array);
    expect(hex(key.privateKey)).toBe(expected);
    expect(key).toMatchObject({ path, address: computeAddress(`0x${expected}`) });
  });

  it("gives the accounts that wallets show, whichever level counts up", () => {
    expect(deriveKey(junk, "m/44'/60'/0'/0/0").address).toBe("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    expect(deriveKey(junk, "m/44'/60'/1'/0/0").address).toBe("0x8C8d35429F74ec245F8Ef2f4Fd1e551cFF97d650");
    expect(deriveKey(junk, "m/44'/60'/0'/0/1").address).toBe("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
  });

  it("agrees with ethers", () => {
    for (let round = 0; round < 5; round += 1) {
      const mnemonic = mnemonicOf(crypto.getRandomValues(new Uint8Array(round % 2 ? 16 : 32)));
      const path = `m/44'/60'/${round}'/0/${round * 7}`;
      const expected = HDNodeWallet.fromPhrase(mnemonic, "", path);

      const key = deriveKey(mnemonic, path);
      expect(key.address).toBe(expected.address);
      expect(`0x${hex(key.privateKey)}`).toBe(expected.privateKey);
    }
  });

  it.each(["44'/60'/0'/0/0", "m/44h/60h/0h/0/0", "m/", "m/01", "m/2147483648", ""])("refuses the path %j", (path) => {
    expect(() => deriveKey(junk, path)).toThrow(/not a full derivation path/);
  });

  it("refuses words that are not a seed's, without repeating them", () => {
    const refusal = (mnemonic: string) => {
      try {
        deriveKey(mnemonic, "m");
        return "taken";
      } catch (error) {
        return (error as Error).message;
      }
    };

    expect(refusal(junk.replace("junk", "test"))).toMatch(/whose checksum is wrong/);
    const strange = refusal(junk.replace("junk", "jumk"));
    expect(strange).toMatch(/not in the list: word 12/);
    expect(strange).not.toMatch(/jumk|test test/);
  });
});
