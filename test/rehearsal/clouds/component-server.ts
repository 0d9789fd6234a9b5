import { LogGroup } from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import type { Provider, ProviderSession } from "../../../safes/plugin/provider";
import { serveProvider } from "../../../safes/plugin/server";
import { openTinyAws } from "./tiny-provider";

/** Child of construct.test.ts: a test runner's own handlers for stray failures would hide those of the stand-ins. */
/** The SDK's own class would drop the argument. */
class Misspelt extends pulumi.CustomResource {}

class Logs extends pulumi.ComponentResource {
  readonly group: pulumi.Output<string>;

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("tiny:index:Logs", name, {}, options);
    const logs = new LogGroup(`${name}-logs`, { retentionInDays: inputs.days }, { parent: this });
    this.group = logs.name;
    if (inputs.failing === "constructor") throw new Error("the component refuses");
    if (inputs.failing === "unawaited") void Promise.reject(new Error("nobody awaited this"));
    if (inputs.failing === "apply") {
      logs.name.apply(() => {
        throw new Error("an apply failed");
      });
    }
    if (inputs.failing === "child") {
      new Misspelt("aws:cloudwatch/logGroup:LogGroup", `${name}-child`, { kmsKeyIdd: "x" }, { parent: this });
    }
    this.registerOutputs({ group: this.group });
  }
}

const components: Provider = {
  name: "tiny",
  version: "1.0.0",
  checkConfig: async () => [],
  diffConfig: async () => [],
  configure: async () =>
    ({
      construct: async (name, _type, inputs, options) => {
        const logs = new Logs(name, inputs, options);
        return { urn: logs.urn, state: { group: logs.group } };
      },
    }) as Partial<ProviderSession> as ProviderSession,
};

async function serve(directory: string): Promise<void> {
  const { provider } = await openTinyAws(directory);
  const served = await Promise.all([provider, components].map(serveProvider));
  console.log(served.map(({ debugProvider }) => debugProvider).join(","));
}

void serve(process.argv[2] ?? "");
