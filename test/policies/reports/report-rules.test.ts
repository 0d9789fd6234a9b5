import { policies } from "../../../policies/registry";
import { fromCheckpoint } from "../../../policies/reports/checkpoint";
import { assess } from "../../../policies/reports/judge";

const secret = (plaintext?: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...(plaintext === undefined ? { ciphertext: "AAAA" } : { plaintext: JSON.stringify(plaintext) }),
});

describe("what is undecided", () => {
  const database = (inputs: Record<string, unknown>) => ({
    ...{
      urn: "urn:pulumi:mainnet::jeju::aws:rds/instance:Instance::database",
      type: "aws:rds/instance:Instance",
      inputs,
    },
  });
  const budget = (judged: "state" | "preview", inputs: Record<string, unknown>) =>
    assess(
      policies.filter(({ id }) => id === "rds-multi-az"),
      fromCheckpoint([database(inputs)]),
      { stack: "mainnet", environment: "mainnet", judged, createdAt: new Date(0) },
    ).results.find(({ policy }) => policy === "stack-undecided-budget");
  const unknown = { multiAz: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };

  test("fails a report on what is there, and is listed in one on a preview", () => {
    expect(budget("state", unknown)).toMatchObject({
      ...{ state: "fail", level: "mandatory", evidence: [{ found: "1 undecided, by rds-multi-az" }] },
    });
    expect(budget("preview", unknown)).toMatchObject({ state: "undecided" });
    expect(budget("state", { multiAz: true })).toMatchObject({ state: "pass" });
  });

  test("is only advised against where a secret that is encrypted hides it", () => {
    expect(budget("state", { multiAz: secret() })).toMatchObject({ state: "fail", level: "advisory" });
    expect(budget("state", { ...unknown, name: secret("x") })).toMatchObject({ state: "fail", level: "mandatory" });
  });
});
