import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptKeystoreJson, Transaction, Wallet } from "ethers";
import { openKeystoreSigner } from "../../../safes/signers/keystore";
import { refusalOf, transactionOf } from "./transactions";

const password = "correct horse battery staple";
const wallet = Wallet.createRandom();
const variable = "JEJU_TEST_KEYSTORE_PASSWORD";

describe("a key in an encrypted file", () => {
  const folder = mkdtempSync(join(tmpdir(), "keystore-"));
  const file = join(folder, "deployer.json");
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  beforeAll(async () => {
    // The weakest parameters that the format allows: what is tested here is not how slow it is.
    write(
      "deployer.json",
      await encryptKeystoreJson({ address: wallet.address, privateKey: wallet.privateKey }, password, {
        scrypt: { N: 2, r: 1, p: 1 },
      }),
    );
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    delete process.env[variable];
  });
  beforeEach(() => {
    process.env[variable] = password;
  });
  const refusal = async (name: string) => {
    const message = await refusalOf(openKeystoreSigner(name, variable));
    expect(message).not.toContain(process.env[variable] ?? password);
    return message.replaceAll(folder, "keys");
  };

  it("signs with its own address", async () => {
    const signer = await openKeystoreSigner(file, variable);
    expect(signer).toMatchObject({ address: wallet.address, description: `keystore ${file}` });
    const signed = Transaction.from(await signer.sign(transactionOf(3)));
    expect(signed.from).toBe(wallet.address);
    expect(signed.unsignedHash).toBe(transactionOf(3).unsignedHash);
  });

  it("is refused with a wrong password", async () => {
    process.env[variable] = "wrong horse";
    expect(await refusal(file)).toMatchInlineSnapshot(`
"the keystore cannot be opened (keys/deployer.json)
  got:      a wrong password, or a file that is damaged
  fix:      check the password in the environment variable, and that the file is whole"
`);
  });

  it("is refused without a password", async () => {
    delete process.env[variable];
    expect(await refusal(file)).toMatchInlineSnapshot(`
"the keystore's password is missing (environment variable JEJU_TEST_KEYSTORE_PASSWORD)
  fix:      read -rs JEJU_TEST_KEYSTORE_PASSWORD && export JEJU_TEST_KEYSTORE_PASSWORD"
`);
  });

  it("is refused when it is not there", async () => {
    expect(await refusal(join(folder, "gone.json"))).toMatchInlineSnapshot(`
"the keystore cannot be read (keys/gone.json)
  got:      ENOENT"
`);
  });

  it("is refused when the file is something else", async () => {
    expect(await refusal(write("other.json", '{"version":1}'))).toMatchInlineSnapshot(`
"this file is no keystore (keys/other.json)
  expected: the format Web3 Secret Storage, version 3
  fix:      name the file that geth, cast or Foundry wrote"
`);
    expect(await refusal(write("key.txt", wallet.privateKey))).toContain("this file is no keystore");
  });

  it("is refused when the file was changed", async () => {
    const keystore = JSON.parse(readFileSync(file, "utf8"));
    const other = Wallet.createRandom().address.slice(2).toLowerCase();
    expect(await refusal(write("moved.json", JSON.stringify({ ...keystore, address: other })))).toContain(
      "the keystore cannot be opened",
    );
    const { Crypto, crypto = Crypto } = keystore;
    const torn = { ...keystore, Crypto: { ...crypto, ciphertext: `00${crypto.ciphertext.slice(2)}` } };
    expect(await refusal(write("torn.json", JSON.stringify(torn)))).toContain("the keystore cannot be opened");
  });
});
