import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { UserError } from "../safes/user-error";
import { fromCheckpoint, readCheckpoint } from "./reports/checkpoint";
import { assess, type Judged } from "./reports/judge";
import { countStates, type Report } from "./reports/model";
import { fromPreview, readEvents } from "./reports/preview";
import { writeReport } from "./reports/write";
import { ignoreWaiversVariable } from "./waivers/file";

const help = `npm run policy -- report <stack> [options]

Judges the resources of a stack and writes index.html, report.json (report.schema.json tells its form),
report.sarif, junit.xml and oscal.json. By default the live stack's, by \`pulumi stack export\`.

  --preview              judge what the next update plans
  --state <file>         judge what \`pulumi stack export\` wrote; needs no cloud and no engine
  --environment <name>   whose levels hold (default: the stack's name; an unknown one gets mainnet's)
  --out <folder>         default: reports/<stack>; compared with the report.json that it holds
  --no-waivers           judge as if policies/waivers.yaml were empty
  --json                 print the report as JSON as well
  --help                 this text

Exit codes: 0 no violation of a mandatory policy, 2 violations, 1 the report could not be made.
`;

interface Options {
  readonly preview?: boolean;
  readonly state?: string;
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [command, stack, ...others] = positionals;
  if (command !== "report" || !stack || others.length > 0 || (values.preview && values.state)) {
    throw new UserError({ what: "the command is not understood", got: args.join(" "), fix: `\n${help}` });
  }
  const { kind, resources } = await judgedOf(stack, values);
  if (resources.length === 0) {
    throw new UserError({ what: "there is nothing to judge", where: stack, fix: "name a stack that has resources" });
  }
  // The registry reads the waivers as it is loaded.
  if (values["no-waivers"]) process.env[ignoreWaiversVariable] = "1";
  const { policies, waivers } = await import("./registry");
  const report = assess(policies, resources, {
    stack,
    environment: values.environment ?? stack,
    judged: kind,
    createdAt: new Date(),
    ...(!values["no-waivers"] && {
      findWaiver: (policy, urn, name) => waivers.find(policy, urn === "" ? undefined : { urn, name }),
    }),
  });
  const folder = values.out ?? join("reports", stack);
  const written = writeReport(report, folder);
  if (values.json) process.stdout.write(`${JSON.stringify(written)}\n`);
  else process.stdout.write(`${summary(written)}\nthe report: ${join(folder, "index.html")}\n`);
  return written.results.some(({ state, level }) => state === "fail" && level === "mandatory") ? 2 : 0;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        preview: { type: "boolean" },
        state: { type: "string" },
        environment: { type: "string" },
        out: { type: "string" },
        json: { type: "boolean" },
        "no-waivers": { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UserError({ what: String(Object(error).message), fix: `\n${help}` });
  }
}

async function judgedOf(
  stack: string,
  { preview, state }: Options,
): Promise<{ readonly kind: Report["judged"]; readonly resources: readonly Judged[] }> {
  if (state) return { kind: "state", resources: fromCheckpoint(readCheckpoint(readState(state), state)) };
  if (preview) {
    const text = await pulumi(["preview", "--json", "--stack", stack], {
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    });
    return { kind: "preview", resources: fromPreview(readEvents(text)) };
  }
  return {
    kind: "live",
    resources: fromCheckpoint(readCheckpoint(await pulumi(["stack", "export", "--stack", stack]), stack)),
  };
}

function readState(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UserError({ what: "there is no such state", where: file, fix: "pulumi stack export --file <file>" });
  }
}

async function pulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const run = await execa("pulumi", [...args, "--non-interactive"], { env, reject: false, stdin: "ignore" });
  if (run.exitCode === 0) return run.stdout;
  const said = [run.stderr, run.message].find((text) => text) ?? "";
  throw new UserError({ what: `pulumi ${args[0]} failed`, got: said, fix: "mend the cause and run the command again" });
}

function summary({ results, environment }: Report): string {
  const counts = Object.entries(countStates(results)).filter(([, number]) => number > 0);
  const worst = results.filter(({ state }) => state === "fail" || state === "undecided" || state === "waived");
  const lines = worst.map(({ state, level, policy, resource, evidence }) => {
    return `${state.padEnd(10)}${level.padEnd(10)}${policy}  ${resource.split("::").pop()}  ${evidence[0]?.found.split("\n")[0] ?? ""}`;
  });
  return [
    ...lines,
    `environment ${environment}: ${counts.map(([state, number]) => `${number} ${state}`).join(", ")}`,
  ].join("\n");
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  },
);
