import { armor, Decrypter, Encrypter } from "age-encryption";
import { UserError } from "../../safes/user-error";

/** Encrypts a backup, such that each recipient alone can read it. Returns an armored file, which the age command reads too. */
export async function encryptBackup(secret: Uint8Array, recipients: readonly string[]): Promise<string> {
  if (new Set(recipients).size < 2) {
    throw new UserError({
      what: "a backup that a single recipient can read is lost with that recipient's key",
      got: `${new Set(recipients).size} different recipients`,
      expected: "2 or more",
    });
  }
  const encrypter = new Encrypter();
  for (const recipient of recipients) addRecipient(encrypter, recipient);
  return armor.encode(await encrypter.encrypt(secret));
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (error) {
    const isPlugin = /^age1[a-z0-9]+1/.test(recipient) && !/^age1(pq|tag|tagpq)1/.test(recipient);
    throw new UserError({
      what: isPlugin ? "a recipient of an age plugin cannot be used here" : "not a recipient of age",
      got: recipient,
      expected: "age1..., age1pq1..., age1tag1... or age1tagpq1..., as age-keygen prints it",
      fix: isPlugin
        ? "give the device's age1tag recipient, or a key of age-keygen kept with it"
        : (error as Error).message,
    });
  }
}

/** What a backup holds, read with one identity (`AGE-SECRET-KEY-...`). */
export async function decryptBackup(file: string, identity: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity.trim());
  } catch {
    throw new UserError({ what: "not an identity of age", expected: "the line AGE-SECRET-KEY-1... of a key file" });
  }
  try {
    return await decrypter.decrypt(armor.decode(file));
  } catch (error) {
    const { message } = error as Error;
    const isStranger = /no identity matched/.test(message);
    throw new UserError({
      what: isStranger ? "the file is not for this identity" : "the file is damaged, or no age file",
      got: message,
      fix: isStranger ? "use the key of one of its recipients" : "use another copy of the file",
    });
  }
}
