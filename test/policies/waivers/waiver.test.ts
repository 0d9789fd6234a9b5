import fc from "fast-check";
import { covers, dayOf, longestInDays, readWaivers, type Waiver } from "../../../policies/waivers/waiver";

const granted = "2026-11-24";
const sound = {
  policy: "s3-versioning",
  resource: "logs",
  reason: "copied to the audit account",
  approver: "Ada Okafor",
  ticket: "SEC-1042",
  granted,
  expires: "2027-02-22",
};
const read = (waivers: readonly unknown[], today = granted) =>
  readWaivers(JSON.stringify({ waivers }), (policy) => policy === "s3-versioning", today);
const daysAfter = (day: string, days: number) => dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000));

test("a waiver of 90 days holds on its last day and not on the next", () => {
  expect(read([sound], "2027-02-22")).toEqual({ inForce: [sound], problems: [] });
  expect(read([sound], "2027-02-23")).toEqual({
    inForce: [],
    problems: ["waivers[0]: expires: it ended with 2027-02-22"],
  });
});

test.each<[string, unknown, RegExp]>([
  ["of 91 days", { ...sound, expires: "2027-02-23" }, /91 days after it was granted, more than 90/],
  ["that ends before it begins", { ...sound, expires: "2026-11-23" }, /is before 2026-11-24/],
  ["granted tomorrow", { ...sound, granted: "2026-11-25" }, /still to come/],
  ["of a policy that nobody knows", { ...sound, policy: "s3-versoning" }, /s3-versoning is no policy/],
  ["with a key too many", { ...sound, forever: true }, /forever/],
  ["for everything", { ...sound, resource: "*" }, /resource: a pattern that names something/],
  ["of two lines of reason", { ...sound, reason: "a reason\nUNDECIDED" }, /reason: one line/],
  ["with a time instead of a day", { ...sound, expires: "2027-02-22T23:59" }, /expires: a day such as/],
  ["that ends on a day that is none", { ...sound, granted: "2026-02-01", expires: "2026-02-30" }, /expires: a day/],
  ["that is a text", "s3-versioning", /waivers\[0\]: /],
])("a waiver %s waives nothing, and the next one still holds", (_, waiver, problem) => {
  const { inForce, problems } = read([waiver, sound]);
  expect(inForce).toEqual([sound]);
  expect(problems.join("\n")).toMatch(problem);
});

test.each(Object.keys(sound))("a waiver without %s waives nothing", (key) => {
  const { inForce, problems } = read([{ ...sound, [key]: undefined }]);
  expect(inForce).toEqual([]);
  expect(problems.join()).toContain(key);
});

test.each(["waivers: [", "", "waivers: {}", "waivers: []\nexceptions: []"])("refuses the file %j", (text) => {
  expect(readWaivers(text, () => true, granted).problems).toHaveLength(1);
});

test("a waiver holds from its first day to its last, at most 90 days later, and on no other", () => {
  const anyDay = fc
    .date({ min: new Date("2020-01-01"), max: new Date("2035-12-31"), noInvalidDate: true })
    .map((date) => dayOf(date));
  fc.assert(
    fc.property(
      anyDay,
      fc.integer({ min: -5, max: 120 }),
      fc.integer({ min: -5, max: 130 }),
      (start, length, offset) => {
        const waiver = { ...sound, granted: start, expires: daysAfter(start, length) };
        const holds = length >= 0 && length <= longestInDays && offset >= 0 && offset <= length;
        const { inForce, problems } = read([waiver], daysAfter(start, offset));
        expect(inForce.length === 1).toBe(holds);
        expect(problems.length === 0).toBe(holds);
      },
    ),
  );
});

test("what is no day never begins or ends a waiver", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^\d{4}-\d{2}-\d{2}$/.test(text));
      expect(read([{ ...sound, expires: text }]).inForce).toEqual([]);
    }),
  );
});

test("a pattern is a whole name, or a whole URN, of which * leaves parts open", () => {
  const bucket = { urn: "urn:pulumi:mainnet::jeju::aws:s3/bucket:Bucket::logs.a", name: "logs.a" };
  const covered = (resource: string) => covers({ ...sound, resource } as Waiver, bucket);
  expect(["logs.a", "logs*", "*.a", bucket.urn, "urn:*::aws:s3/*::logs.a"].map(covered)).toEqual(Array(5).fill(true));
  expect(["logs", "logsxa", "ogs.a", "urn:*::logs", "the stack as a whole"].map(covered)).toEqual(Array(5).fill(false));
  expect(covers({ ...sound, resource: "the stack as a whole" })).toBe(true);
  expect(covers({ ...sound, resource: "*stack*" })).toBe(false);
});
