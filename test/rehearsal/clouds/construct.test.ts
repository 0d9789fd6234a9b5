import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ThrowawayStack } from "./throwaway-stack";

const program = `
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const config = new pulumi.Config();
const provider = new aws.Provider("aws", { region: "us-east-1" });
const component = (name, args) => new pulumi.ComponentResource("tiny:index:Logs", name, { ...args, group: undefined }, {
  providers: { aws: provider },
}, true);
const days = config.getNumber("days") ?? 7;
const made = ["a", "b", "c"].map((name) => component(name, { days, secret: pulumi.secret("canary-" + name) }));
const failing = config.get("failing");
if (failing) component("failing", { days, failing });
exports.groups = made.map((one) => one.group);
`;

describe("a component of a stand-in, under the real engine", () => {
  let stack: ThrowawayStack;
  let other: ThrowawayStack;
  let server: ChildProcess;

  beforeAll(async () => {
    [stack, other] = await Promise.all([ThrowawayStack.create(program), ThrowawayStack.create(program)]);
    const script = join(__dirname, "component-server.ts");
    const args = ["--require", "tsx/cjs", script, join(stack.directory, "clouds")];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    server = child;
    const [debugProviders] = await once(child.stdout, "data");
    for (const each of [stack, other]) each.attach(String(debugProviders).trim());
  }, 600_000);

  afterAll(async () => {
    server.kill();
    await once(server, "close");
    stack.remove();
    other.remove();
  });

  it("registers its children, several at once and for two engines at once", async () => {
    const [one, two] = await Promise.all([stack.up(), other.up("--config", "days=14")]);
    expect(one).toContain("+ 8 created");
    expect(two).toContain("+ 8 created");
    expect(await stack.output("groups")).toEqual(
      ["a", "b", "c"].map((name) => expect.stringMatching(`^${name}-logs-`)),
    );
    expect(stack.checkpoint()).toContain(
      "urn:pulumi:dev::tiny::tiny:index:Logs$aws:cloudwatch/logGroup:LogGroup::a-logs",
    );
    expect(stack.checkpoint()).not.toContain("canary");
  }, 240_000);

  it("shows no change and no drift afterwards, in the same process", async () => {
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  }, 240_000);

  it.each([
    ["constructor", "the component refuses"],
    ["unawaited", "nobody awaited this"],
    ["apply", "an apply failed"],
    ["child", 'has no property "kmsKeyIdd"; did you mean "kmsKeyId"?'],
  ])(
    "fails by its %s without ending the process",
    async (failing, message) => {
      const { all, exitCode } = await stack.attempt("preview", "--config", `failing=${failing}`);
      expect(exitCode).not.toBe(0);
      expect(all).toContain(message);
      expect(server.exitCode).toBeNull();
    },
    240_000,
  );

  it("leaves the process fit for everybody else", async () => {
    await other.run("preview", "--expect-no-changes");
  }, 240_000);
});
