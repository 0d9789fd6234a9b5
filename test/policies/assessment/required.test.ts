import { requiredPolicy } from "../../../policies/assessment/required";
import { pass, violation } from "../../../policies/assessment/verdict";
import { levelsFor } from "../../../policies/levels";
import { policies } from "../../../policies/registry";
import { fromCheckpoint, readCheckpoint } from "../../../policies/reports/checkpoint";
import { assess } from "../../../policies/reports/judge";
import { accountBaseline } from "../account-baseline";
import { aws } from "../case";
import { checkpointOf } from "../checkpoint";
import { judge } from "../engine-stub";

const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;
const queueType = "aws:sqs/queue:Queue";
const topic = aws("sns/Topic", "topic", {});
const queue = aws("sqs/Queue", "queue", { fifoQueue: true });

const queued = (settings: { readonly required?: string } = {}) =>
  requiredPolicy<{ readonly required?: string }>({
    ...words,
    id: "queued",
    types: [queueType],
    called: "a Queue",
    besides: ["aws:sns/*"],
    settings,
    check: (found) => (found.some((one) => one.text("fifoQueue").kind === "known") ? pass : violation("this", "that")),
  });

test("the absence of what is required is a violation, of no single resource", async () => {
  const [finding, ...others] = await judge([queued()], [topic]);
  expect(finding?.message).toContain("resource: the stack as a whole\n  found: no Queue\n");
  expect(finding?.level).toBe("mandatory");
  expect(others).toEqual([]);
});

test("what exists is judged, required or not", async () => {
  const plain = aws("sqs/Queue", "queue", {});
  for (const settings of [{}, { required: "no" }]) {
    expect(await judge([queued(settings)], [topic, queue])).toEqual([]);
    expect((await judge([queued(settings)], [topic, plain])).map(({ message }) => message)).toEqual([
      expect.stringContaining("found: this"),
    ]);
  }
});

test("what is not required, and what is so only beside something else, may be absent", async () => {
  expect(await judge([queued({ required: "no" })], [topic])).toEqual([]);
  expect(await judge([queued()], [aws("ec2/Vpc", "vpc", { cidrBlock: "10.20.0.0/16" })])).toEqual([]);
});

test("in a report, what is not required and absent is not applicable; what is there passes", () => {
  const stateOf = (resources: Parameters<typeof checkpointOf>[0], policy: string) => {
    const judged = fromCheckpoint(readCheckpoint(JSON.stringify(checkpointOf(resources)), "test"));
    const occasion = { stack: "m", environment: "mainnet", judged: "state", createdAt: new Date(0) } as const;
    const states = assess(policies, judged, occasion).results.filter((result) => result.policy === policy);
    return [...new Set(states.map(({ state }) => state))];
  };
  expect(stateOf([topic], "gd-enabled")).toEqual([]);
  expect(stateOf(accountBaseline, "gd-enabled")).toEqual(["pass"]);
});

test.each(["mainnet", "testnet"])(
  "on %s the account's baseline is not required while the program does not make it",
  (name) => {
    const notRequired = Object.entries(levelsFor(name)).filter(([, setting]) => Object(setting).required === "no");
    expect(notRequired.map(([id]) => id).sort()).toEqual(
      [
        ...["cf-origin-pulls", "cfg-recorder", "cis-alarms", "ct-data-events", "ct-trail", "gd-enabled"],
        ...["iam-access-analyzer", "inspector", "macie", "sh-enabled"],
      ].sort(),
    );
  },
);
