import { join } from "node:path";
import { UserError } from "../../safes/user-error";
import { type Command, readArguments } from "../command-line";
import { ignoreWaiversVariable } from "../waivers/file";
import { resourcesInFile, resourcesOfStack, resourcesPlanned } from "./engine";
import type { Judged } from "./judge";
import { countStates, type Report } from "./model";
import { readReport, writeReport } from "./write";

const help = `npm run policy -- report <stack> [options]

Judges the resources of a stack and writes index.html, report.json (report.schema.json tells its form),
report.sarif, junit.xml and oscal.json. By default the live stack's, by \`pulumi stack export\`.

  --show-secrets         have the live stack's secrets decrypted, so that rules can read them; no report prints one
  --preview              judge what the next update plans
  --config-file <file>   configuration for the preview, where it is not Pulumi.<stack>.yaml
  --state <file>         judge what \`pulumi stack export\` wrote; needs no cloud and no engine
  --environment <name>   whose levels hold (default: the stack's name; an unknown one gets mainnet's)
  --out <folder>         default: reports/<stack>; compared with the report.json that it holds
  --beside <folder>      show the report of that folder on the page as well, to filter by environment; may be repeated
  --no-waivers           judge as if policies/waivers.yaml were empty
  --json                 print the report as JSON instead of the summary
  --help                 this text

Exit codes: 0 no violation of a mandatory policy, 2 violations, 1 the report could not be made.
What is undecided is no violation and no pass: the summary lists it.
`;

const options = {
  "show-secrets": { type: "boolean" },
  preview: { type: "boolean" },
  "config-file": { type: "string" },
  state: { type: "string" },
  environment: { type: "string" },
  out: { type: "string" },
  beside: { type: "string", multiple: true },
  json: { type: "boolean" },
  "no-waivers": { type: "boolean" },
} as const;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, options, help);
  const [stack, ...others] = positionals;
  if (!stack || others.length > 0 || sourcesIn(values) > 1) {
    throw new UserError({ what: "the command is not understood", got: args.join(" "), fix: `\n${help}` });
  }
  const beside = (values.beside ?? []).map((folder) => readReport(join(folder, "report.json")));
  const { kind, resources } = await judgedOf(stack, values);
  if (resources.length === 0) {
    throw new UserError({ what: "there is nothing to judge", where: stack, fix: "name a stack that has resources" });
  }
  // The registry reads the waivers as it is loaded.
  if (values["no-waivers"]) process.env[ignoreWaiversVariable] = "1";
  const [{ policies, waivers }, { assess }] = await Promise.all([import("../registry"), import("./judge")]);
  const report = assess(policies, resources, {
    stack,
    environment: values.environment ?? stack,
    judged: kind,
    createdAt: new Date(),
    explainsPasses: true,
    ...(process.env[ignoreWaiversVariable] !== "1" && {
      findWaiver: (policy, urn, name) => waivers.find(policy, urn === "" ? undefined : { urn, name }),
    }),
  });
  const folder = values.out ?? join("reports", stack);
  const written = writeReport(report, folder, beside);
  if (values.json) process.stdout.write(`${JSON.stringify(written)}\n`);
  else process.stdout.write(`${summary(written)}\nthe report: ${join(folder, "index.html")}\n`);
  return written.results.some(({ state, level }) => state === "fail" && level === "mandatory") ? 2 : 0;
}

/** The live stack, a preview and a file exclude each other. */
function sourcesIn(values: Source): number {
  return [values.preview, values.state, values["show-secrets"]].filter(Boolean).length;
}

interface Source {
  readonly preview?: boolean;
  readonly state?: string;
  readonly "config-file"?: string;
  readonly "show-secrets"?: boolean;
}

async function judgedOf(
  stack: string,
  options: Source,
): Promise<{ readonly kind: Report["judged"]; readonly resources: readonly Judged[] }> {
  if (options.state) return { kind: "state", resources: resourcesInFile(options.state) };
  if (options.preview) {
    return { kind: "preview", resources: await resourcesPlanned(stack, options["config-file"]) };
  }
  return { kind: "live", resources: await resourcesOfStack(stack, options["show-secrets"] ?? false) };
}

function summary({ results, environment, waiversIgnored }: Report): string {
  const counts = Object.entries(countStates(results)).filter(([, number]) => number > 0);
  const worst = results.filter(({ state }) => state === "fail" || state === "undecided" || state === "waived");
  const lines = worst.map(({ state, level, policy, resource, evidence, waiver }) => {
    const until = waiver ? `until ${waiver.expires} (${waiver.ticket}): ` : "";
    const name = resource.split("::").pop() || "the stack as a whole";
    return `${state.padEnd(10)}${level.padEnd(10)}${policy}  ${name}  ${until}${evidence[0]?.found.split("\n")[0] ?? ""}`;
  });
  const waived = waiversIgnored ? ", waivers ignored" : "";
  const total = counts.map(([state, number]) => `${number} ${state}`).join(", ");
  return [...lines, `levels of ${environment}${waived}: ${total}`].join("\n");
}

export const reportCommand: Command = { help, run };
