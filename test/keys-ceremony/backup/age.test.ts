import { generateHybridIdentity, generateIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { decryptBackup, encryptBackup } from "../../../keys-ceremony/backup/age";

const secret = crypto.getRandomValues(new Uint8Array(32));

async function makeRecipients() {
  const identities = [await generateX25519Identity(), await generateHybridIdentity(), await generateX25519Identity()];
  return { identities, recipients: await Promise.all(identities.map(identityToRecipient)) };
}

describe("the age-encrypted backup", () => {
  it("is read by each recipient alone, post-quantum ones included", async () => {
    const { identities, recipients } = await makeRecipients();
    const file = await encryptBackup(secret, recipients);

    expect(file).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    for (const identity of identities) expect(await decryptBackup(file, `${identity}\n`)).toEqual(secret);
  });

  it("is not read by anybody else", async () => {
    const { recipients } = await makeRecipients();
    const file = await encryptBackup(secret, recipients);

    await expect(decryptBackup(file, await generateIdentity())).rejects.toThrow(/not for this identity/);
    await expect(decryptBackup(file, "AGE-SECRET-KEY-1NONE")).rejects.toThrow(/not an identity of age/);
  });

  it("is refused when it was altered", async () => {
    const { identities, recipients } = await makeRecipients();
    const lines = (await encryptBackup(secret, recipients)).split("\n");
    const altered = lines.map((line, index) =>
      index === lines.length - 3 ? line.replace(/^./, (c) => (c === "A" ? "B" : "A")) : line,
    );

    await expect(decryptBackup(altered.join("\n"), identities[0] as string)).rejects.toThrow(/damaged, or no age file/);
    await expect(decryptBackup("none", identities[0] as string)).rejects.toThrow(/damaged, or no age file/);
  });

  it("is not made for one recipient, however often named", async () => {
    const { recipients } = await makeRecipients();
    const [one = ""] = recipients;
    await expect(encryptBackup(secret, [one, one])).rejects.toThrow(/1 different recipients/);
  });

  it("is not made for a recipient of a plugin, or for none", async () => {
    const { recipients } = await makeRecipients();
    const [one = ""] = recipients;
    const yubikey = "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt";
    await expect(encryptBackup(secret, [one, yubikey])).rejects.toThrow(/plugin[\s\S]*age1tag/);
    await expect(encryptBackup(secret, [one, "age1x"])).rejects.toThrow(/not a recipient of age/);
  });
});
