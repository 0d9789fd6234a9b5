import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { captureOf, describeCapture, quorumsOf } from "../../../keys-ceremony/plan/capture";
import { checkReadiness } from "../../../keys-ceremony/plan/check";
import { loadPlan, parsePlan } from "../../../keys-ceremony/plan/load";

const file = "keys-ceremony/plans/mainnet.yaml";
const source = readFileSync(join(__dirname, "../../..", file), "utf8");

/** The message about the plan of mainnet with one change. */
function refusalOf(path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(source);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  try {
    parsePlan(document.toString(), file);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

const seats = (...holders: string[]) => holders.map((holder) => ({ holder, custody: "hardware-wallet" }));

describe("a plan of a ceremony", () => {
  it.each(["mainnet", "testnet"])("is fit as it stands for %s, with 4 roles and 23 seats", (stack) => {
    const plan = loadPlan(join(__dirname, `../../../keys-ceremony/plans/${stack}.yaml`));
    expect(Object.keys(plan.roles)).toHaveLength(4);
    expect(Object.values(plan.safes).flatMap(({ owners }) => owners)).toHaveLength(23);
  });

  it("names file, place, finding, expectation and remedy of a mistake", () => {
    expect(refusalOf(["roles", "sequencer", "sealed"], undefined)).toBe(
      [
        `no server would get this key (${file} > roles.sequencer.sealed)`,
        "  fix:      say for which secret of the cluster it is sealed, or import it into KMS",
      ].join("\n"),
    );
  });

  it("names every mistake at once", () => {
    const document = parseDocument(source);
    document.setIn(["l1ChainId"], 84532);
    document.setIn(["transcriptThreshold"], 9);
    expect(() => parsePlan(document.toString(), file)).toThrow(/2 problems[\s\S]*l1ChainId[\s\S]*transcriptThreshold/);
  });

  it.each([
    ["a holder nobody knows", ["safes", "operations", "owners", 0, "holder"], "nobody", /no such participant/],
    ["a field nobody knows", ["roles", "batcher", "pth"], "m", /roles.batcher.pth/],
    ["a path that is not recorded in full", ["roles", "batcher", "path"], "m/44'/60'", /roles.batcher.path/],
    ["two roles of one path", ["roles", "batcher", "path"], "m/44'/60'/2'/0/0", /batcher would have the same key/],
    [
      "a cold key of a hot seed",
      ["seeds", "servers", "temperature"],
      "cold",
      /hot and cold keys would come from one seed/,
    ],
    ["a server's key called cold", ["roles", "batcher", "temperature"], "cold", /signs on a server/],
    [
      "a seed path for a key that KMS generates",
      ["roles", "deployer", "path"],
      "m/44'/60'/0'/0/0",
      /has no use for it/,
    ],
    ["an import without a seed", ["roles", "batcher", "seed"], undefined, /roles.batcher.seed/],
    ["half of the signatures", ["transcriptThreshold"], 9, /two transcripts could both have enough/],
    ["too few dice", ["seeds", "servers", "diceRolls"], 60, /too few rolls for 256 bits/],
    [
      "shares that one region has enough of",
      ["seeds", "servers", "shares", "holders"],
      ["holder-01", "holder-03", "holder-04", "holder-05", "holder-08"],
      /one region reaches the threshold alone/,
    ],
    [
      "shares that are too few without one region",
      ["seeds", "servers", "shares", "threshold"],
      4,
      /without one region the rest is too few/,
    ],
    [
      "a person with two parts of two",
      ["seeds", "servers", "shares"],
      { threshold: 2, holders: ["holder-01", "holder-01", "holder-05", "holder-08"] },
      /one person reaches the threshold alone/,
    ],
    ["backups in two regions", ["seeds", "servers", "ageFileKeptBy"], "holder-04", /one region/],
    ["an encrypted copy beside who can read it", ["seeds", "servers", "ageFileKeptBy"], "holder-03", /in one region/],
    [
      "somebody with parts of both backups",
      ["seeds", "servers", "ageRecipients", 0, "holder"],
      "holder-01",
      /parts of both backups/,
    ],
    ["a Safe weaker than mainnet's", ["safes", "upgrades", "threshold"], 4, /weaker than mainnet's/],
    [
      "five seats of nine in one region",
      ["safes", "upgrades", "owners"],
      seats(
        "holder-01",
        "holder-02",
        "holder-03",
        "holder-04",
        "operator",
        "holder-06",
        "holder-08",
        "holder-09",
        "holder-11",
      ),
      /one region reaches the threshold alone/,
    ],
    [
      "a person with five seats",
      ["safes", "treasury", "owners"],
      seats(
        "holder-05",
        "holder-05",
        "holder-05",
        "holder-05",
        "holder-05",
        "holder-08",
        "holder-09",
        "holder-11",
        "holder-12",
      ),
      /one person reaches the threshold alone/,
    ],
    ["owners who may sit in two Safes", ["distinctOwners"], "within-safe", /one Safe only/],
    ["a witness with a seat", ["safes", "operations", "owners", 0, "holder"], "witness-1", /a witness holds something/],
    ["one witness", ["participants", "witness-2", "duties"], ["holder"], /too few witnesses/],
    ["a standby day before the day", ["dates", "standby"], "2027-01-01", /not after the day/],
    ["an end before the beginning", ["dates", "notAfter"], "2027-01-13", /due before they are made/],
    ["a threshold that exceeds the owners", ["safes", "operations", "threshold"], 6, /exceeds the parts/],
  ] as const)("refuses %s", (_, path, value, message) => {
    expect(refusalOf(path, value)).toMatch(message);
  });

  it("is not ready while signatures, recipients or the sealing certificate are missing", () => {
    const problems = checkReadiness(parsePlan(source, file)).map(({ path }) => path);
    expect(problems).toHaveLength(18 + 2 + 1);
    expect(problems).toContain("sealingCertificate.fingerprint");
  });

  it("shows what it takes to capture five of nine", () => {
    const plan = parsePlan(source, file);
    const upgrades = quorumsOf(plan).find(({ path }) => path === "safes.upgrades");
    const capture = captureOf(plan, upgrades as NonNullable<typeof upgrades>);
    expect(capture).toMatchObject({ sufficientSets: 126n, spare: 4, people: 5, regions: 2, regionsToLoseIt: 2 });
    // Binomial, n = 9, p = 0.1: 126 p^5 q^4 + 84 p^6 q^3 + 36 p^7 q^2 + 9 p^8 q + p^9.
    expect(capture.chances.find(({ each }) => each === 0.1)?.captured).toBeCloseTo(8.909e-4, 6);
    expect(describeCapture(capture)).toContain("126 sets of 5 suffice, 4 may be lost");
  });
});
