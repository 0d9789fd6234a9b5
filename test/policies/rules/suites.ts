import { join } from "node:path";
import { collect, type InProcessTest } from "./in-process";

/** What judges the rules in milliseconds; the other suites start servers, engines and browsers. */
const suites: readonly string[] = [
  ...["cidr", "companions", "expectations", "message", "policy", "policy-document"].map((name) => `assessment/${name}`),
  ...["provider-settings", "references", "required", "resource", "routing"].map((name) => `assessment/${name}`),
  ...["sdk", "sdk-by-type", "sdk-rules", "stack", "value", "verdict", "zones"].map((name) => `assessment/${name}`),
  ...["accounts", "settings"].map((name) => `governance/${name}`),
  "stack/ignored-changes",
  "data-services",
  "levels",
  "rules/cases",
  "assessment/runner",
  "waivers/judged",
  ...["key-shapes", "secret-scan"].map((name) => `secrets/${name}`),
];

export function ruleTests(): readonly InProcessTest[] {
  return collect(suites.map((suite) => [suite, join(__dirname, "..", `${suite}.test.ts`)]));
}
