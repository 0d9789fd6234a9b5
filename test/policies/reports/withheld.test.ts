import { fromCheckpoint } from "../../../policies/reports/checkpoint";
import { Withheld } from "../../../policies/reports/withheld";

const key = `0x8f2a559490d1c3b7${"e04c6a1f7d3b9825"}5b1c8e0fa2d46937${"1d9b03c7f5628ae4"}`;
const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const urnOf = (type: string) => `urn:pulumi:mainnet::jeju::${type}::it`;

function withheldOf(type: string, inputs: Record<string, unknown> = {}): (path: string, value: unknown) => boolean {
  const judged = fromCheckpoint([{ urn: urnOf(type), type, inputs }]);
  const withheld = new Withheld(judged);
  return (path, value) => withheld.isValue(urnOf(type), path, value);
}

const topic = "aws:sns/topic:Topic";

describe("a report withholds", () => {
  test.each<[string, string, unknown]>([
    ["what is named a password", "masterPassword", "horse"],
    ["what is named a secret within an object", "settings", { clientSecret: "horse" }],
    ["an element of a list of tokens", "token[0]", "horse"],
    ["a token, whatever its name", "tags.owner", `ghp_${"a1B2c3D4e5F6".repeat(3)}`],
    ["a key in PEM within a text", "note", "see -----BEGIN EC PRIVATE KEY-----"],
  ])("%s", (_, path, value) => {
    expect(withheldOf(topic)(path, value)).toBe(true);
  });

  test("what the state marks as secret, what is in it, and what it is in", () => {
    const isWithheld = withheldOf(topic, { login: { pin: { ...mark, plaintext: '{"digits":"1234"}' } } });
    for (const path of ["login.pin", "login.pin.digits", "login"]) expect(isWithheld(path, "1234")).toBe(true);
    expect(isWithheld("logins", "1234")).toBe(false);
    expect(isWithheld("login.pinned", "1234")).toBe(false);
  });

  test("a secret's text in another place", () => {
    const isWithheld = withheldOf(topic, { login: { ...mark, plaintext: '"correct-horse-battery"' } });
    expect(isWithheld("url", "https://correct-horse-battery.example")).toBe(true);
    expect(isWithheld("url", "https://horse.example")).toBe(false);
  });

  test("32 bytes in a provider's settings, and next to what the scan has found", () => {
    expect(withheldOf("pulumi:providers:safes")("signer", key)).toBe(true);
    expect(withheldOf("kubernetes:core/v1:ConfigMap", { data: { note: key } })("env[0].value", key)).toBe(true);
  });

  test("a name that is a key itself", () => {
    expect(new Withheld([]).isPath(`data.${key}`)).toBe(true);
    expect(new Withheld([]).isPath("data.owner")).toBe(false);
  });
});

test("a report tells flags that are about secrets, and hashes that are public", () => {
  const isWithheld = withheldOf("safes:index:Contract", { creationCodeHash: key });
  expect(isWithheld("manageMasterUserPassword", true)).toBe(false);
  expect(isWithheld("creationCodeHash", key)).toBe(false);
});
