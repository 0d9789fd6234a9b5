import { verifyMessage } from "ethers";
import { signChallenge } from "../../../keys-ceremony/challenge";
import { makeHsmKey } from "../../../keys-ceremony/cli/hsm";
import { hsmHands } from "../../../keys-ceremony/devices/hsm";
import { generateTokenKey } from "../../../keys-ceremony/hsm/generate";
import { hsmRandom } from "../../../keys-ceremony/hsm/random";
import { tokenSigner } from "../../../safes/signers/pkcs11";
import { openToken, type Token } from "../../../safes/signers/pkcs11/token";
import { SoftHsm, withToken } from "../../safes/signers/soft-hsm";
import { refusalOf } from "../../safes/signers/transactions";

withToken("a token at the ceremony", () => {
  let hsm: SoftHsm;
  let token: Token;
  beforeAll(async () => {
    hsm = await SoftHsm.start("ceremony");
    token = openToken({ module: hsm.module, token: "ceremony" }, SoftHsm.pin, "write");
  });
  afterAll(() => {
    token.close();
    hsm.stop();
  });
  const refusal = (work: () => unknown) => refusalOf(async () => work());

  it("makes keys that sign a challenge, each another one", async () => {
    const keys = ["batcher", "proposer"].map((label) => generateTokenKey(token, label));
    expect(new Set(keys.map(({ address }) => address)).size).toBe(2);
    for (const key of keys) {
      expect(key.neverOutside).toBe(true);
      const { text, signature } = await signChallenge(tokenSigner(token, key), key.label);
      expect(verifyMessage(text, signature)).toBe(key.address);
    }
  });

  it("does not show a private key, and makes it neither readable nor wrappable", () => {
    const { privateKey } = generateTokenKey(token, "closed");
    const { library, session, binding } = token;
    expect(() => library.C_GetAttributeValue(session, privateKey, [{ type: binding.CKA_VALUE }])).toThrow(
      "CKR_ATTRIBUTE_SENSITIVE",
    );
    expect(() =>
      library.C_SetAttributeValue(session, privateKey, [{ type: binding.CKA_EXTRACTABLE, value: true }]),
    ).toThrow(/CKR_ATTRIBUTE_READ_ONLY|CKR_TEMPLATE/);
    const kek = library.C_GenerateKey(session, { mechanism: binding.CKM_AES_KEY_GEN }, [
      { type: binding.CKA_VALUE_LEN, value: 32 },
      { type: binding.CKA_WRAP, value: true },
    ]);
    const mechanism = { mechanism: binding.CKM_AES_KEY_WRAP_PAD };
    expect(() => library.C_WrapKey(session, mechanism, kek, privateKey, Buffer.alloc(512))).toThrow(
      "CKR_KEY_UNEXTRACTABLE",
    );
  });

  it("makes a key by one command, which prints what may be published", async () => {
    const pinFile = hsm.writePin("pin", SoftHsm.pin);
    const made = await makeHsmKey({ library: hsm.module, token: "ceremony", key: "by-command", pinFile });
    expect(verifyMessage(made.challenge.text, made.challenge.signature)).toBe(made.account);
    expect(made).toMatchObject({ token: "ceremony", key: "by-command", neverOutside: true });
    expect(JSON.stringify(made)).not.toContain(SoftHsm.pin);
  });

  it("gives its part of a seed's entropy", async () => {
    const { hsmRandom: draw } = hsmHands({
      module: hsm.module,
      token: "ceremony",
      pinFile: hsm.writePin("pin", SoftHsm.pin),
    });
    const [first, second] = [await draw(16), await draw(32)];
    expect([first.length, second.length]).toEqual([16, 32]);
  });

  it("makes no second key under a label", async () => {
    const { address } = generateTokenKey(token, "once");
    expect(await refusal(() => generateTokenKey(token, "once"))).toMatchInlineSnapshot(`
"the token has a key of this label already (PKCS#11 token ceremony, key once)
  fix:      choose another label; a key that is in use is never replaced"
`);
    expect(address).toMatch(/^0x/);
  });

  it("makes none in a session that only reads", async () => {
    const reading = openToken({ module: hsm.module, token: "ceremony" }, SoftHsm.pin);
    expect(await refusal(() => generateTokenKey(reading, "read-only"))).toContain("CKR_SESSION_READ_ONLY");
    reading.close();
  });

  it("is not used when it does not vouch that the key was made inside", async () => {
    const original = token.library.C_GetAttributeValue.bind(token.library);
    const { CKA_NEVER_EXTRACTABLE } = token.binding;
    const spy = jest
      .spyOn(token.library, "C_GetAttributeValue")
      .mockImplementation((session, key, template) =>
        template[0]?.type === CKA_NEVER_EXTRACTABLE
          ? [{ type: CKA_NEVER_EXTRACTABLE, value: Buffer.of(0) }]
          : original(session, key, template),
      );
    expect(await refusal(() => generateTokenKey(token, "doubtful"))).toContain("does not vouch");
    spy.mockRestore();
  });

  it("gives random bytes, others each time", () => {
    const draws = Array.from({ length: 20 }, () => hsmRandom(token, 32).toString("hex"));
    expect(new Set(draws).size).toBe(20);
    expect(hsmRandom(token, 64)).toHaveLength(64);
    expect(() => hsmRandom(token, 8)).toThrow("too few");
  });

  it.each([
    ["zeros", () => Buffer.alloc(32)],
    ["the same bytes each time", () => Buffer.from("00112233445566778899aabbccddeeff".repeat(2), "hex")],
    ["one byte over and over", () => Buffer.alloc(32, Math.floor(Math.random() * 256))],
  ])("is not believed when it gives %s", async (_what, bytes) => {
    const spy = jest.spyOn(token.library, "C_GenerateRandom").mockImplementation(bytes);
    expect(await refusal(() => hsmRandom(token, 32))).toContain("the token's random bytes are not random");
    spy.mockRestore();
  });
});
