import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Journal } from "../../../rehearsal/clouds/journal";
import {
  type Call,
  InitializationFailed,
  type Properties,
  type ProviderSession,
  type ResourceIdentity,
  UNKNOWN,
} from "../../../safes/plugin/provider";
import { tinyTypes } from "./tiny-cloud";
import { openTinyAws } from "./tiny-provider";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";
const PARAMETER = "aws:ssm/parameter:Parameter";

const seed = Buffer.from("seed");
const named = (type: string, name: string): ResourceIdentity => ({
  urn: `urn:pulumi:dev::tiny::${type}::${name}`,
  type,
  name,
});
const apply: Call = { preview: false, signal: new AbortController().signal, secrets: new Set() };
const preview: Call = { ...apply, preview: true };

let directory: string;
let journal: Journal;
let session: ProviderSession;
let configure: (config: Properties) => Promise<ProviderSession>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "jeju-stand-in-"));
  const opened = await openTinyAws(directory);
  journal = opened.journal;
  configure = (config) => opened.provider.configure(config);
  session = await configure({ region: "us-east-1" });
});

afterEach(async () => {
  await journal.close();
  rmSync(directory, { recursive: true });
});

/** As the engine goes about it: check, then create. */
async function create(type: string, name: string, news: Properties, call = apply) {
  const { inputs, failures } = await session.check(named(type, name), {}, news, seed);
  expect(failures).toEqual([]);
  return { inputs, ...(await session.create(named(type, name), inputs, call)) };
}

describe("a stand-in's check", () => {
  it("refuses what the SDK does not declare", async () => {
    const { failures } = await session.check(named(VPC, "v"), {}, { cidr: "10.0.0.0/16" }, seed);
    expect(failures).toHaveLength(1);
  });

  it("refuses what the real provider refuses while planning, beside the property", async () => {
    const { failures } = await session.check(named(VPC, "v"), {}, { cidrBlock: "10.0.0.0/8" }, seed);
    expect(failures).toEqual([
      { property: "cidrBlock", reason: "InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid." },
    ]);
  });

  it("adds the provider's default tags to tagsAll", async () => {
    session = await configure({ region: "us-east-1", defaultTags: '{"tags": {"system": "jeju", "owner": "a"}}' });
    const { inputs } = await session.check(named(VPC, "v"), {}, { tags: { owner: "b" } }, seed);
    expect(inputs.tagsAll).toEqual({ system: "jeju", owner: "b" });
  });

  it("names the file to extend for a type that it does not have", async () => {
    const check = session.check(named("aws:ec2/eip:Eip", "e"), {}, {}, seed);
    await expect(check).rejects.toThrow(
      "the rehearsal has no stand-in for aws:ec2/eip:Eip; write one in rehearsal/clouds/aws/ec2.ts",
    );
  });

  it("says so when the SDK has no such type either", async () => {
    const check = session.check(named("aws:ec2/nonsense:Nonsense", "n"), {}, {}, seed);
    await expect(check).rejects.toThrow(
      /@pulumi\/aws 7\.\d+\.\d+ declares no resource type aws:ec2\/nonsense:Nonsense/,
    );
  });
});

describe("a stand-in's creation", () => {
  it("leaves at preview unknown what only the cloud knows, and writes nothing", async () => {
    const { id, outputs } = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" }, preview);
    expect(id).toBe("");
    expect(outputs).toMatchObject({ cidrBlock: "10.0.0.0/16", region: "us-east-1", arn: UNKNOWN, tagsAll: {} });
    expect(journal.state.all(VPC)).toEqual([]);
  });

  it("gives ids and ARNs in the cloud's forms, the same for the same URN", async () => {
    const { id, outputs } = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    expect(id).toMatch(/^vpc-0[0-9a-f]{16}$/);
    expect(outputs.arn).toBe(`arn:aws:ec2:us-east-1:111111111111:vpc/${id}`);
    await session.delete(named(VPC, "v"), id, { id, inputs: {}, outputs }, apply);
    const again = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    expect(again.id).not.toBe(id);
  });

  it("goes to the region that the resource names", async () => {
    const { outputs } = await create(VPC, "v", { cidrBlock: "10.0.0.0/16", region: "eu-west-1" });
    expect(outputs).toMatchObject({ region: "eu-west-1", arn: expect.stringContaining(":eu-west-1:") });
  });

  it("refuses a reference to what does not exist, in the cloud's words", async () => {
    const subnet = create(SUBNET, "s", { vpcId: "vpc-gone", cidrBlock: "10.0.0.0/24" });
    await expect(subnet).rejects.toThrow(
      /^creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: [0-9a-f-]{36}, api error InvalidVpcID\.NotFound: The EC2 VPC 'vpc-gone' does not exist$/,
    );
  });

  it("refuses a reference into another region", async () => {
    const { id } = await create(VPC, "v", { cidrBlock: "10.0.0.0/16", region: "eu-west-1" });
    const subnet = create(SUBNET, "s", { vpcId: id, cidrBlock: "10.0.0.0/24" });
    await expect(subnet).rejects.toThrow("InvalidVpcID.NotFound");
  });

  it("lets one of two that collide through when both come at once", async () => {
    const { id } = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    const subnets = ["a", "b"].map((name) => create(SUBNET, name, { vpcId: id, cidrBlock: "10.0.0.0/24" }));
    const settled = await Promise.allSettled(subnets);
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("refuses an id that is taken", async () => {
    await create(LOGS, "a", { name: "same" });
    await expect(create(LOGS, "b", { name: "same" })).rejects.toThrow(
      "api error AlreadyExists: CloudWatch Logs Log Group 'same' already exists (urn:pulumi:dev::tiny::aws:cloudwatch/logGroup:LogGroup::a)",
    );
  });

  it("keeps the resource when what the cloud does next fails", async () => {
    await journal.close();
    const failing = tinyTypes.map((type) =>
      type.type === VPC ? { ...type, after: () => Promise.reject(new Error("no nodes came up")) } : type,
    );
    const opened = await openTinyAws(directory, failing);
    journal = opened.journal;
    session = await opened.provider.configure({ region: "us-east-1" });
    const error = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InitializationFailed);
    expect(error).toMatchObject({ reasons: [expect.stringContaining("no nodes came up")] });
    expect(journal.state.all(VPC)).toHaveLength(1);
  });
});

describe("a stand-in's update", () => {
  it("keeps, changes and recomputes outputs as the cloud does", async () => {
    const made = await create(PARAMETER, "p", { type: "String", value: "one" });
    const news = { ...made.inputs, value: "two" };
    const planned = await session.update(named(PARAMETER, "p"), made.id, made, news, preview);
    expect(planned.outputs).toMatchObject({ value: "two", version: UNKNOWN, arn: made.outputs.arn });
    const updated = await session.update(named(PARAMETER, "p"), made.id, made, news, apply);
    expect(updated.outputs).toMatchObject({ value: "two", version: 2 });
  });

  it("replaces where the type says so, and where the region changes", async () => {
    const made = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    const diff = (news: Properties) => session.diff(named(VPC, "v"), made.id, made, { ...made.inputs, ...news }, []);
    expect((await diff({})).changes).toEqual({});
    expect((await diff({ cidrBlock: "10.1.0.0/16" })).changes).toEqual({ cidrBlock: "update-replace" });
    expect((await diff({ tags: { a: "b" } })).changes).toEqual({ tags: "add" });
    session = await configure({ region: "eu-west-1" });
    expect((await diff({})).changes).toEqual({ region: "update-replace" });
  });

  it("deletes first what bears a name of the program's own", async () => {
    const own = await create(LOGS, "own", { name: "own", namePrefix: "a" });
    const made = await create(LOGS, "made", {});
    const diff = (name: string, old: typeof own) =>
      session.diff(named(LOGS, name), old.id, old, { ...old.inputs, namePrefix: "b" }, []);
    expect(await diff("own", own)).toMatchObject({ deleteBeforeReplace: true });
    expect(await diff("made", made)).toMatchObject({ deleteBeforeReplace: false });
  });

  it("says that the resource is gone when somebody deleted it", async () => {
    const made = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    await journal.remove(VPC, made.id);
    await expect(session.update(named(VPC, "v"), made.id, made, made.inputs, apply)).rejects.toThrow(
      /couldn't find resource; it was deleted outside of Pulumi: run `pulumi refresh`/,
    );
  });
});

describe("a stand-in's deletion", () => {
  it("refuses while others depend on the resource, and names them", async () => {
    const vpc = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    const subnet = await create(SUBNET, "s", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    await expect(session.delete(named(VPC, "v"), vpc.id, vpc, apply)).rejects.toThrow(
      `api error DependencyViolation: The EC2 VPC '${vpc.id}' has dependencies and cannot be deleted: EC2 Subnet ${subnet.id} (urn:pulumi:dev::tiny::aws:ec2/subnet:Subnet::s)`,
    );
    await session.delete(named(SUBNET, "s"), subnet.id, subnet, apply);
    await session.delete(named(VPC, "v"), vpc.id, vpc, apply);
    expect(journal.state.deleted(VPC).map(({ id }) => id)).toEqual([vpc.id]);
  });

  it("obeys the cloud's rules", async () => {
    const logs = await create(LOGS, "l", { deletionProtectionEnabled: true });
    await expect(session.delete(named(LOGS, "l"), logs.id, logs, apply)).rejects.toThrow("is protected from deletion");
  });

  it("is content when the resource is gone already", async () => {
    await session.delete(named(VPC, "v"), "vpc-gone", { id: "vpc-gone", inputs: {}, outputs: {} }, apply);
  });
});

describe("a stand-in's read", () => {
  it("answers with what the cloud holds, and with nothing for what it does not", async () => {
    const made = await create(VPC, "v", { cidrBlock: "10.0.0.0/16" });
    const known = { inputs: {}, outputs: {} };
    expect(await session.read(named(VPC, "v"), made.id, known)).toMatchObject({
      id: made.id,
      inputs: { cidrBlock: "10.0.0.0/16" },
      outputs: made.outputs,
    });
    expect(await session.read(named(VPC, "v"), "vpc-gone", known)).toBeUndefined();
  });

  it("takes secrets from the checkpoint, since it keeps none", async () => {
    const made = await create(PARAMETER, "p", { type: "SecureString", value: "hunter2" });
    expect(JSON.stringify(journal.state.all(PARAMETER))).not.toContain("hunter2");
    expect(await session.read(named(PARAMETER, "p"), made.id, made)).toMatchObject({
      outputs: { value: "hunter2" },
      secrets: ["value", "valueWo"],
    });
  });
});

describe("functions", () => {
  it("know the account, the region and its zones", async () => {
    expect(await session.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})).toMatchObject({
      accountId: "111111111111",
    });
    expect(await session.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {})).toMatchObject({
      names: expect.arrayContaining(["us-east-1a", "us-east-1b"]),
    });
  });

  it("name the file to extend for one that is not there", async () => {
    await expect(session.invoke("aws:ec2/getAmi:getAmi", {})).rejects.toThrow(
      "the rehearsal has no stand-in for the function aws:ec2/getAmi:getAmi; write one in rehearsal/clouds/aws-functions.ts",
    );
  });
});
