import { resourcePolicy, stackPolicy } from "../../../policies/assessment/policy";
import { undecided, violation } from "../../../policies/assessment/verdict";
import { waivers as repository } from "../../../policies/registry";
import { WaiverBook } from "../../../policies/waivers/book";
import { repositoryWaivers } from "../../../policies/waivers/file";
import { waiverPolicy } from "../../../policies/waivers/policy";
import { readWaivers } from "../../../policies/waivers/waiver";
import { aws } from "../case";
import { judge, type Moment } from "../engine-stub";

const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;
const topicType = "aws:sns/topic:Topic";
const refusing = resourcePolicy({
  ...words,
  id: "refusing",
  types: [topicType],
  check: () => violation("this", "that"),
});
const whole = stackPolicy({ ...words, id: "whole", types: [topicType], check: () => violation("this", "that") });
const unsure = resourcePolicy({ ...words, id: "unsure", types: [topicType], check: () => undecided("a reason") });
const broken = resourcePolicy({
  ...words,
  id: "broken",
  types: [topicType],
  check: () => {
    throw new TypeError("a defect");
  },
});
const topics = [aws("sns/Topic", "one", {}), aws("sns/Topic", "two", {})];
const granted = { reason: "until the move", approver: "Ada", ticket: "SEC-1", granted: "2026-11-24" };

async function levelsWith(waived: readonly object[], moment: Moment = "preview", today = "2026-12-01") {
  const waivers = waived.map((waiver) => ({ ...granted, expires: "2026-12-24", ...waiver }));
  const book = new WaiverBook(readWaivers(JSON.stringify({ waivers }), (id) => id !== "unknown", today));
  const policies = [refusing, whole, unsure, broken, waiverPolicy(book)];
  return await judge(policies, topics, { moment, waivers: book });
}

const short = (findings: Awaited<ReturnType<typeof levelsWith>>, policy: string) =>
  findings
    .filter((finding) => finding.policy === policy)
    .map(({ level, message }) => `${level}: ${message.split("\n")[0]}`);

test.each<Moment>(["preview", "after"])(
  "a waived violation is shown with its expiry and stops nothing; others stop (%s)",
  async (moment) => {
    const findings = await levelsWith([{ policy: "refusing", resource: "one" }], moment);
    expect(short(findings, "refusing")).toEqual([
      "advisory: WAIVED until 2026-12-24 by Ada (SEC-1): until the move",
      "mandatory: A title",
    ]);
    expect(findings[0]?.message).toContain("\n  found: this\n");
    expect(short(findings, "whole")).toEqual(["mandatory: A title"]);
    expect(short(findings, "stack-waivers")).toEqual([]);
  },
);

test("a violation of no single resource is waived by its name", async () => {
  const findings = await levelsWith([{ policy: "whole", resource: "the stack as a whole" }]);
  expect(short(findings, "whole")).toEqual(["advisory: WAIVED until 2026-12-24 by Ada (SEC-1): until the move"]);
});

test("an expired waiver is a violation of its own and waives nothing", async () => {
  const findings = await levelsWith([{ policy: "refusing", resource: "one" }], "preview", "2026-12-25");
  expect(short(findings, "refusing")).toEqual(["mandatory: A title", "mandatory: A title"]);
  const [own] = findings.filter(({ policy }) => policy === "stack-waivers");
  expect(own).toMatchObject({ level: "mandatory", message: expect.stringContaining("it ended with 2026-12-24") });
});

test("a waiver of an unknown policy is a violation", async () => {
  const findings = await levelsWith([{ policy: "unknown", resource: "one" }]);
  expect(short(findings, "stack-waivers")).toHaveLength(1);
  expect(short(findings, "stack-waivers")[0]).toMatch(/^mandatory/);
});

test("a waiver that excuses nothing is advised against", async () => {
  const findings = await levelsWith([{ policy: "refusing", resource: "three" }]);
  const own = findings.filter(({ policy }) => policy === "stack-waivers");
  expect(own).toMatchObject([
    { level: "advisory", message: expect.stringContaining("refusing for three was not needed") },
  ]);
});

test("neither what is undecided nor a defect of the pack is waived", async () => {
  const findings = await levelsWith([
    { policy: "unsure", resource: "one" },
    { policy: "broken", resource: "one" },
  ]);
  expect(short(findings, "unsure").join()).not.toMatch(/WAIVED/);
  expect(short(findings, "broken").join()).not.toMatch(/WAIVED/);
  expect(short(findings, "stack-waivers")).toHaveLength(2);
});

test("of two waivers the one that holds longer is shown, and neither is unused", async () => {
  const findings = await levelsWith([
    { policy: "refusing", resource: "*o*", expires: "2026-12-20" },
    { policy: "refusing", resource: "one" },
  ]);
  expect(short(findings, "refusing").map((text) => text.slice(0, 33))).toEqual([
    "advisory: WAIVED until 2026-12-24",
    "advisory: WAIVED until 2026-12-20",
  ]);
  expect(short(findings, "stack-waivers")).toEqual([]);
});

test("the repository waives nothing", () => {
  expect([repository.problems, repository.unused]).toEqual([[], []]);
});

test("waivers can be ignored altogether", () => {
  const everythingUnknown = () => false;
  expect(repositoryWaivers(everythingUnknown, { JEJU_NO_WAIVERS: "1" }).unused).toEqual([]);
});
