import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execaSync } from "execa";
import { argumentCheckOptions } from "../../../rehearsal/clouds/dropped-arguments";

const directory = mkdtempSync(join(tmpdir(), "jeju-arguments-"));
symlinkSync(resolve(__dirname, "../../../node_modules"), join(directory, "node_modules"));
afterAll(() => rmSync(directory, { recursive: true }));

const program = `
  import * as pulumi from "@pulumi/pulumi";
  import * as aws from "@pulumi/aws";
  import { Vpc } from "@pulumi/aws/ec2/vpc";
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
  const attempt = (create: () => void) => {
    try {
      create();
    } catch (error) {
      console.log(error.message);
    }
  };
  attempt(() => new Vpc("direct", { cidrBlok: "10.0.0.0/16" } as any));
  attempt(() => new aws.cloudwatch.LogGroup("indexed", { retentionInDay: 7 } as any));
  class Network extends pulumi.ComponentResource {}
  new Network("test:index:Network", "net");
  const vpc = new aws.ec2.Vpc("good", { cidrBlock: "10.1.0.0/16", tags: undefined });
  console.log("same class:", vpc instanceof Vpc, Vpc.isInstance(vpc));
  vpc.cidrBlock.apply((block) => console.log("block:", block));
`;

describe("a rehearsed program", () => {
  let printed: string;

  beforeAll(() => {
    // The language host's runner, whose path tells the program's process from the engine's others.
    const runner = join(directory, "cmd", "run");
    mkdirSync(runner, { recursive: true });
    writeFileSync(join(runner, "program.ts"), program);
    const env = { NODE_OPTIONS: argumentCheckOptions() };
    printed = execaSync("node", ["--require", "tsx/cjs", join(runner, "program.ts")], {
      cwd: directory,
      env,
      all: true,
    }).all;
  });

  it("is told of a misspelt argument that the SDK would drop", () => {
    expect(printed).toContain('aws:ec2/vpc:Vpc "direct" has no argument "cidrBlok"; did you mean "cidrBlock"?');
  });

  it("is told so of a class that it reached by an index file", () => {
    expect(printed).toContain('LogGroup "indexed" has no argument "retentionInDay"; did you mean "retentionInDays"?');
  });

  it("otherwise runs as it would without", () => {
    expect(printed).toContain("same class: true true");
    expect(printed).toContain("block: 10.1.0.0/16");
  });
});
