import { AnalyzeResponse, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { showByType, watchAnalyses } from "../../../policies/assessment/sdk";
import { requestWith } from "./analyze-request";

describe("once the SDK shows rules by type", () => {
  const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = require("@pulumi/policy/server");
  const seen: string[] = [];
  const rule = (name: string, wait = Promise.resolve()) => ({
    name,
    description: name,
    enforcementLevel: "mandatory" as const,
    validateResource: async () => {
      seen.push(name);
      await wait;
    },
  });
  const onStack = { ...rule("stack"), validateResource: undefined, validateStack: () => void seen.push("stack") };
  const asksFor = ({ name }: { readonly name: string }, type: string) => name === "all" || type.endsWith(name);

  function answerTo(rules: readonly object[], type: string): Promise<AnalyzeResponse> {
    const request = requestWith({});
    request.setType(type);
    return new Promise((resolve, reject) => {
      const call = makeAnalyzeRpcFun("pack", "1.0.0", "mandatory", rules);
      call({ request }, (error: unknown, answer: AnalyzeResponse) => (error ? reject(error) : resolve(answer)));
    });
  }

  async function analyze(rules: readonly object[], type: string): Promise<readonly string[]> {
    const response = await answerTo(rules, type);
    return response.getNotApplicableList().map((message) => message.getPolicyName());
  }

  beforeAll(watchAnalyses);
  beforeEach(() => seen.splice(0));

  test("it asks those that ask for the type, and answers that the others do not apply", async () => {
    const rules = showByType([rule("Vpc"), rule("Subnet"), rule("all"), onStack], asksFor);
    expect(await analyze(rules, "aws:ec2/subnet:Subnet")).toEqual(["Vpc"]);
    expect(await analyze(rules, "aws:ec2/vpc:Vpc")).toEqual(["Subnet"]);
    expect(await analyze(rules, "aws:ec2/vpc:Vpc")).toEqual(["Subnet"]);
    expect(seen).toEqual(["Subnet", "all", "Vpc", "all", "Vpc", "all"]);
  });

  test("it tells of every resource, asked for or not, and lets its properties be read", async () => {
    const told: unknown[] = [];
    const rules = showByType([rule("Vpc")], asksFor, ({ type, properties }) => told.push([type, properties()]));
    await analyze(rules, "aws:ec2/vpc:Vpc");
    await analyze(rules, "jeju:infra:Network");
    expect(told).toEqual([
      ["aws:ec2/vpc:Vpc", {}],
      ["jeju:infra:Network", {}],
    ]);
  });

  test("an answer without a violation is written once, one with a violation or with another rule left out by itself", async () => {
    let found: "violation" | "nothing" | "not applicable" = "nothing";
    const judging = {
      ...rule("Vpc"),
      validateResource: (args: { notApplicable(reason: string): void }, reportViolation: (message: string) => void) => {
        if (found === "violation") reportViolation("no flow log");
        if (found === "not applicable") args.notApplicable("a default one");
      },
    };
    const rules = showByType([judging, rule("Subnet")], asksFor);
    const written = async (next: typeof found, type = "aws:ec2/vpc:Vpc") => {
      found = next;
      const answer = AnalyzeResponse.deserializeBinary((await answerTo(rules, type)).serializeBinary());
      return [
        ...answer.getDiagnosticsList().map((diagnostic) => diagnostic.getMessage()),
        ...answer.getNotApplicableList().map((message) => `not ${message.getPolicyName()}`),
      ];
    };
    expect(await written("nothing")).toEqual(["not Subnet"]);
    expect(await written("violation")).toEqual(["Vpc\nno flow log", "not Subnet"]);
    expect(await written("not applicable")).toEqual(["not Vpc", "not Subnet"]);
    expect(await written("nothing")).toEqual(["not Subnet"]);
    expect(await written("nothing", "aws:ec2/subnet:Subnet")).toEqual(["not Vpc"]);
    found = "nothing";
    expect(await answerTo(rules, "aws:ec2/vpc:Vpc")).toBe(await answerTo(rules, "aws:ec2/vpc:Vpc"));
  });

  test("two analyses at once keep theirs apart", async () => {
    let goOn = () => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const rules = showByType([rule("Vpc", wait), rule("Subnet")], asksFor);
    const first = analyze(rules, "aws:ec2/vpc:Vpc");
    expect(await analyze(rules, "aws:ec2/subnet:Subnet")).toEqual(["Vpc"]);
    goOn();
    expect(await first).toEqual(["Subnet"]);
  });

  test("it asks every rule about the stack, and reads the list whole elsewhere", async () => {
    const rules = showByType([rule("Vpc"), onStack], asksFor);
    await analyze(rules, "aws:ec2/vpc:Vpc");
    seen.splice(0);
    await new Promise<void>((resolve, reject) => {
      const call = makeAnalyzeStackRpcFun("pack", "1.0.0", "mandatory", rules);
      call({ request: new AnalyzeStackRequest() }, (error: unknown) => (error ? reject(error) : resolve()));
    });
    expect(seen).toEqual(["stack"]);
    expect([...rules].map(({ name }) => name)).toEqual(["Vpc", "stack"]);
  });
});
