import { chmodSync, openSync } from "node:fs";
import { join } from "node:path";
import { Transaction, verifyMessage, Wallet } from "ethers";
import { generateTokenKey } from "../../../keys-ceremony/hsm/generate";
import { openSigner, signerConfig } from "../../../safes/signers";
import { tokenSigner } from "../../../safes/signers/pkcs11";
import { loadBinding, openLibrary } from "../../../safes/signers/pkcs11/binding";
import { findTokenKey } from "../../../safes/signers/pkcs11/key";
import { openToken, type Token } from "../../../safes/signers/pkcs11/token";
import { SoftHsm, withToken } from "./soft-hsm";
import { randomTransaction, refusalOf, transactionOf } from "./transactions";

withToken("a key in a token", () => {
  let hsm: SoftHsm;
  let address: string;
  const place = (token = "deployer") => ({ module: hsm.module, token });
  const write = (work: (token: Token) => void) => {
    const token = openToken(place(), SoftHsm.pin, "write");
    try {
      work(token);
    } finally {
      token.close();
    }
  };
  const config = (changes: object = {}) =>
    signerConfig.parse({
      kind: "pkcs11",
      module: hsm.module,
      token: "deployer",
      key: "deployer",
      pinFile: hsm.writePin("pin", `${SoftHsm.pin}\n`),
      ...changes,
    });
  const refusal = async (changes: object) => {
    const message = await refusalOf(openSigner(config(changes), false));
    expect(message).not.toContain(SoftHsm.pin);
    return message.replace(`by ${hsm.module}`, "by MODULE").replaceAll(hsm.folder, "keys");
  };
  beforeAll(async () => {
    hsm = await SoftHsm.start("deployer", "twin", "twin");
    write((token) => {
      address = generateTokenKey(token, "deployer").address;
    });
  });
  afterAll(() => hsm.stop());

  it("is refused with a wrong PIN, which is tried once", async () => {
    expect(await refusal({ pinFile: hsm.writePin("wrong", "314159") })).toMatchInlineSnapshot(`
"the token refused (PKCS#11 token deployer)
  got:      CKR_PIN_INCORRECT
  fix:      check the PIN before you try again: the token counts wrong ones and locks"
`);
  });

  it("is left alone when one try of the PIN is left, and when it is locked", async () => {
    for (const flag of ["CKF_USER_PIN_FINAL_TRY", "CKF_USER_PIN_LOCKED"] as const) {
      const { library } = openLibrary(hsm.module);
      const original = library.C_GetTokenInfo.bind(library);
      const login = jest.spyOn(library, "C_Login");
      const info = jest.spyOn(library, "C_GetTokenInfo").mockImplementation((slot) => {
        const found = original(slot);
        return { ...found, flags: found.flags | loadBinding()[flag] };
      });
      expect(await refusal({})).toMatch(
        flag.endsWith("LOCKED") ? /the token is locked/ : /has one try of the PIN left/,
      );
      expect(login).not.toHaveBeenCalled();
      info.mockRestore();
      login.mockRestore();
    }
  });

  it("signs transactions, messages and typed data that everybody recovers to its address", async () => {
    const signer = await openSigner(config(), false);
    expect(signer).toMatchObject({ address, description: "PKCS#11 token deployer, key deployer" });
    for (let number = 0; number < 60; number++) {
      const asked = randomTransaction();
      const signed = Transaction.from(await signer.sign(asked));
      expect([signed.from, signed.unsignedHash]).toEqual([address, asked.unsignedHash]);
      expect(verifyMessage(`${number}`, await signer.signMessage(`${number}`))).toBe(address);
    }
  });

  it("takes its PIN from an inherited descriptor", async () => {
    const descriptor = openSync(hsm.writePin("fd", SoftHsm.pin), "r");
    expect(await openSigner(config({ pinFile: `/dev/fd/${descriptor}` }), false)).toMatchObject({ address });
  });

  it("is refused when others can read the PIN's file, when there is none, and when it holds none", async () => {
    const open = hsm.writePin("open", SoftHsm.pin);
    chmodSync(open, 0o640);
    expect(await refusal({ pinFile: open })).toMatchInlineSnapshot(`
"others can read the token's PIN (keys/open)
  got:      mode 640
  expected: mode 600 or 400
  fix:      chmod 600 keys/open, and change the PIN if anybody else is on this machine"
`);
    expect(await refusal({ pinFile: join(hsm.folder, "gone") })).toMatchInlineSnapshot(`
"the token's PIN cannot be read (keys/gone)
  got:      ENOENT
  fix:      name a file that only you can read, or hand it over: --pin-file /dev/fd/3 3< <(pass show hsm/pin)"
`);
    expect(await refusal({ pinFile: hsm.writePin("empty", "\n") })).toMatchInlineSnapshot(`
"there is no PIN in the file (keys/empty)
  got:      nothing
  expected: the PIN and nothing else"
`);
    expect(await refusal({ pinFile: hsm.writePin("two", "123456\n123456\n") })).toContain("several lines");
  });

  it("is refused when no token has its label, or several have it", async () => {
    expect(await refusal({ token: "gone" })).toMatchInlineSnapshot(`
"no token has this label (PKCS#11 token gone)
  got:      deployer, twin, twin
  fix:      plug in one token of that label; it is looked for by MODULE"
`);
    expect(await refusal({ token: "twin" })).toContain("several tokens have this label");
  });

  it("is refused when the token has no key of this label", async () => {
    expect(await refusal({ key: "batcher" })).toMatchInlineSnapshot(`
"the token has no private key for this label (PKCS#11 token deployer, key batcher)
  got:      0
  expected: one key pair with that label, both halves with one id (CKA_ID)
  fix:      pkcs11-tool --list-objects --login shows what the token holds"
`);
  });

  it("is refused when the token's library is not there, and when it is named without its folder", async () => {
    expect(await refusal({ module: "/opt/vendor/libcryptoki.so" })).toMatchInlineSnapshot(`
"the token's PKCS#11 library cannot be loaded (/opt/vendor/libcryptoki.so)
  got:      /opt/vendor/libcryptoki.so: cannot open shared object file: No such file or directory
  fix:      install the token's driver and name its library, as /usr/lib/softhsm/libsofthsm2.so"
`);
    expect(() => config({ module: "libsofthsm2.so" })).toThrow("absolute path");
  });

  /** Brings a key into the token or makes one there, as no ceremony would. */
  const make = ({ session, library, binding }: Token, label: string, halves: { curve?: string; open?: boolean }) => {
    const { curve = "06052b8104000a", open = false } = halves;
    const both = [
      { type: binding.CKA_TOKEN, value: true },
      { type: binding.CKA_LABEL, value: label },
      { type: binding.CKA_ID, value: Buffer.from(label) },
    ];
    library.C_GenerateKeyPair(
      session,
      { mechanism: binding.CKM_EC_KEY_PAIR_GEN },
      [...both, { type: binding.CKA_EC_PARAMS, value: Buffer.from(curve, "hex") }],
      [
        ...both,
        { type: binding.CKA_SENSITIVE, value: !open },
        { type: binding.CKA_EXTRACTABLE, value: open },
        { type: binding.CKA_SIGN, value: true },
      ],
    );
  };

  it("is refused when it is of another curve", async () => {
    write((token) => make(token, "p256", { curve: "06082a8648ce3d030107" }));
    expect(await refusal({ key: "p256" })).toMatchInlineSnapshot(`
"this key cannot sign for Ethereum (PKCS#11 token deployer, key p256)
  got:      the curve 06082a8648ce3d030107
  expected: secp256k1, 06052b8104000a (1.3.132.0.10)
  fix:      make another key; the curve of a key cannot be changed"
`);
  });

  it("is refused when the token would give it away", async () => {
    write((token) => make(token, "open", { open: true }));
    expect(await refusal({ key: "open" })).toMatchInlineSnapshot(`
"the token would give this private key away (PKCS#11 token deployer, key open)
  expected: CKA_SENSITIVE true and CKA_EXTRACTABLE false
  fix:      make a key in the token that it keeps: npm run ceremony -- hsm-key --help"
`);
  });

  it("is refused when two keys have its label", async () => {
    for (let time = 0; time < 2; time++) write((token) => make(token, "double", {}));
    expect(await refusal({ key: "double" })).toContain("the token has several private keys");
  });

  it("is told apart from one that was brought into the token from outside", () => {
    const wallet = Wallet.createRandom();
    write((token) => {
      const { binding, library, session } = token;
      const both = [
        { type: binding.CKA_KEY_TYPE, value: binding.CKK_EC },
        { type: binding.CKA_TOKEN, value: true },
        { type: binding.CKA_LABEL, value: "brought" },
        { type: binding.CKA_ID, value: Buffer.from("brought") },
        { type: binding.CKA_EC_PARAMS, value: Buffer.from("06052b8104000a", "hex") },
      ];
      const point = Buffer.from(wallet.signingKey.publicKey.slice(2), "hex");
      library.C_CreateObject(session, [
        { type: binding.CKA_CLASS, value: binding.CKO_PUBLIC_KEY },
        ...both,
        { type: binding.CKA_EC_POINT, value: Buffer.concat([Buffer.of(0x04, 65), point]) },
      ]);
      library.C_CreateObject(session, [
        { type: binding.CKA_CLASS, value: binding.CKO_PRIVATE_KEY },
        ...both,
        { type: binding.CKA_SENSITIVE, value: true },
        { type: binding.CKA_EXTRACTABLE, value: false },
        { type: binding.CKA_SIGN, value: true },
        { type: binding.CKA_VALUE, value: Buffer.from(wallet.privateKey.slice(2), "hex") },
      ]);
      expect(findTokenKey(token, "brought")).toMatchObject({ address: wallet.address, neverOutside: false });
      expect(findTokenKey(token, "deployer").neverOutside).toBe(true);
    });
  });

  it("is refused when its public half is another key's: the first signature shows it", async () => {
    const token = openToken(place(), SoftHsm.pin);
    const key = { ...findTokenKey(token, "deployer"), address: Wallet.createRandom().address };
    const attempt = tokenSigner(token, key).sign(transactionOf(1));
    expect(
      (await refusalOf(attempt)).replaceAll(key.address, "OTHER").replace(/0x\w{64}/, "DIGEST"),
    ).toMatchInlineSnapshot(`
"it signed with another key than the one it showed, or another digest (PKCS#11 token deployer, key deployer)
  expected: a signature of OTHER for DIGEST
  fix:      do not use this key before you know why"
`);
    token.close();
  });

  it.each([
    ["half of it", (bytes: Buffer) => bytes.subarray(0, 32), "32 bytes"],
    ["a byte too many", (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]), "65 bytes"],
    [
      "a bit changed",
      (bytes: Buffer) => Buffer.concat([Buffer.of((bytes[0] ?? 0) ^ 1), bytes.subarray(1)]),
      "another key",
    ],
    ["zeros", () => Buffer.alloc(64), "another key"],
  ])("is refused when the token gives %s", async (_what, spoil, reason) => {
    const token = openToken(place(), SoftHsm.pin);
    const original = token.library.C_Sign.bind(token.library) as (...args: unknown[]) => Buffer;
    const spy = jest
      .spyOn(token.library, "C_Sign")
      .mockImplementation(((...args: unknown[]) => spoil(original(...args))) as never);
    const attempt = tokenSigner(token, findTokenKey(token, "deployer")).sign(transactionOf(1));
    expect(await refusalOf(attempt)).toContain(reason);
    spy.mockRestore();
    token.close();
  });

  it("is reported when the token is pulled out", async () => {
    const token = openToken(place(), SoftHsm.pin);
    const signer = tokenSigner(token, findTokenKey(token, "deployer"));
    token.close();
    expect(await refusalOf(signer.sign(transactionOf(1)))).toMatchInlineSnapshot(`
"the token refused (PKCS#11 token deployer, key deployer)
  got:      CKR_SESSION_HANDLE_INVALID
  fix:      the token was pulled out or reset: run the command again"
`);
  });
});
