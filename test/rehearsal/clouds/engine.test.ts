import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Faults, withFaults } from "../../../rehearsal/clouds/faults";
import { readJournal } from "../../../rehearsal/clouds/journal";
import { tamper } from "../../../rehearsal/clouds/tampering";
import { type ServedProvider, serveProvider } from "../../../safes/plugin/server";
import { ThrowawayStack } from "./throwaway-stack";
import { openTinyAws } from "./tiny-provider";

const program = `
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const config = new pulumi.Config();
const provider = new aws.Provider("aws", {
  region: "us-east-1",
  allowedAccountIds: [config.get("account") ?? "111111111111"],
  defaultTags: { tags: { system: "jeju" } },
});
const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: config.get("cidr") ?? "10.0.0.0/16" }, { provider });
const subnet = new aws.ec2.Subnet("subnet", { vpcId: vpc.id, cidrBlock: "10.0.1.0/24" }, { provider });
const logs = new aws.cloudwatch.LogGroup("flow", {
  retentionInDays: config.getNumber("days") ?? 30,
}, { provider, protect: config.getBoolean("protect") });
if (config.get("misspelt")) {
  new pulumi.CustomResource("aws:cloudwatch/logGroup:LogGroup", "misspelt", { retentionInDay: 7 }, { provider });
}
const secret = new aws.ssm.Parameter("secret", {
  type: "SecureString", value: config.requireSecret("canary"),
}, { provider });
exports.vpcArn = vpc.arn;
exports.logs = logs.name;
exports.version = secret.version;
`;

const CANARY = "canary-5f1c6e";

describe("a stand-in under the real engine", () => {
  let stack: ThrowawayStack;
  let clouds: string;
  let served: ServedProvider;
  let stop: () => Promise<void>;

  const serve = async () => {
    const { journal, provider } = await openTinyAws(clouds);
    served = await serveProvider(withFaults(provider, new Faults(clouds)));
    stack.attach(served.debugProvider);
    stop = async () => {
      await served.stop();
      await journal.close();
    };
  };

  beforeAll(async () => {
    stack = await ThrowawayStack.create(program);
    clouds = join(stack.directory, "clouds");
    await serve();
    await stack.run("config", "set", "--secret", "canary", CANARY);
  }, 600_000);

  afterAll(async () => {
    await stop();
    stack.remove();
  });

  it("previews what it can know, and nothing more", async () => {
    const preview = await stack.run("preview", "--diff");
    expect(preview).toContain("+ 6 to create");
    expect(preview).toMatch(/cidrBlock\s*: "10.0.0.0\/16"/);
    expect(preview).toMatch(/tagsAll\s*: \{\s*system: "jeju"/);
    expect(preview).toMatch(/vpcId\s*: \[unknown\]/);
    expect(preview).toMatch(/vpcArn\s*: \[unknown\]/);
  });

  it("creates, then shows no change and no drift", async () => {
    await stack.up();
    expect(await stack.output("vpcArn")).toMatch(/^arn:aws:ec2:us-east-1:111111111111:vpc\/vpc-0[0-9a-f]{16}$/);
    expect(await stack.output("logs")).toMatch(/^flow-[0-9a-f]{7}$/);
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  });

  it("keeps everything over a restart of the clouds", async () => {
    await stop();
    await serve();
    await stack.run("preview", "--refresh", "--expect-no-changes");
  });

  it("never writes a secret in clear", () => {
    expect(stack.checkpoint()).not.toContain(CANARY);
    expect(readFileSync(join(clouds, "journal.jsonl"), "utf8")).not.toContain(CANARY);
  });

  it("shows drift that somebody made behind the engine's back, and mends it", async () => {
    const logs = String(await stack.output("logs"));
    tamper(clouds, { target: logs, property: "retentionInDays", value: 1 });
    const drift = await stack.run("refresh", "--preview-only", "--diff");
    expect(drift).toMatch(/~ retentionInDays: 30 => 1/);
    expect(await stack.up("--refresh")).toContain("~ 1 updated");
    expect(readJournal(clouds).get("aws:cloudwatch/logGroup:LogGroup", logs)?.outputs.retentionInDays).toBe(30);
  });

  it("updates in place and recomputes what follows", async () => {
    await stack.run("config", "set", "--secret", "canary", "canary-other");
    const preview = await stack.run("preview", "--diff", "--config", "days=60");
    expect(preview).toMatch(/~ retentionInDays: 30 => 60/);
    expect(preview).toMatch(/~ value: \[secret\] => \[secret\]/);
    expect(await stack.up()).toContain("~ 2 updated");
    expect(await stack.output("version")).toBe(2);
  });

  it("replaces what cannot change in place, with what depends on it", async () => {
    const before = await stack.output("vpcArn");
    expect(await stack.run("preview", "--config", "cidr=10.1.0.0/16")).toContain("+-2 to replace");
    await stack.up();
    expect(await stack.output("vpcArn")).not.toBe(before);
    await stack.run("preview", "--expect-no-changes");
  });

  it("refuses a misspelt property at preview", async () => {
    const { all, exitCode } = await stack.attempt("preview", "--config", "misspelt=yes");
    await stack.run("config", "rm", "misspelt");
    expect(exitCode).not.toBe(0);
    expect(all).toContain(
      'aws:cloudwatch/logGroup:LogGroup has no property "retentionInDay"; did you mean "retentionInDays"?',
    );
  });

  it("refuses credentials of another account at preview", async () => {
    const { all } = await stack.attempt("preview", "--config", "account=222222222222");
    await stack.run("config", "rm", "account");
    expect(all).toContain("AWS account ID not allowed: 111111111111");
  });

  it("resumes after a creation that failed", async () => {
    await stack.run("destroy", "--yes", "--skip-preview");
    writeFileSync(
      join(clouds, "faults.json"),
      JSON.stringify({ faults: [{ type: "aws:ec2/subnet:*", operation: "create", times: 1, effect: "fail" }] }),
    );
    const failed = await stack.attempt("up", "--yes", "--skip-preview", "--suppress-progress");
    expect(failed.all).toContain("create aws:ec2/subnet:Subnet subnet: InternalFailure");
    expect(await stack.up("--config", "protect=true")).toContain("+ 1 created");
  });

  it("refuses to delete what is protected, and destroys everything else", async () => {
    const { all } = await stack.attempt("destroy", "--yes", "--skip-preview");
    expect(all).toContain("cannot be deleted");
    await stack.run("state", "unprotect", "--all", "--yes");
    await stack.run("destroy", "--yes", "--skip-preview");
    const state = readJournal(clouds);
    expect(state.types().flatMap((type) => state.all(type))).toEqual([]);
  });
});
