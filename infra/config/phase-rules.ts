import { type Given, problem, type Rule } from "./rule";
import { PHASES, type Phase, SECRET_KEYS } from "./schema";

/** What each phase needs beyond the ones before it; what foundation needs, the schema demands. */
const NEEDS: Readonly<Record<Phase, readonly string[]>> = {
  foundation: [],
  control: ["l1", "safes.operations.owners", "safes.upgrades.owners", "safes.treasury.owners", "timelock"],
  contracts: ["l2", "contracts"],
  network: ["workloads"],
  public: ["edge", "cloudflareApiToken", "originToken"],
};

const phaseHasWhatItNeeds: Rule = function* (given) {
  const { phase } = given.config;
  if (phase === undefined) return;
  const reached = PHASES.slice(0, PHASES.indexOf(phase) + 1);
  const missing = reached.flatMap((step) => NEEDS[step]).filter((key) => !isGiven(key, given));
  if (missing.length === 0) return;
  const firstLacking = reached.findIndex((step) => NEEDS[step].some((key) => missing.includes(key)));
  const before = PHASES[Math.max(0, firstLacking - 1)];
  yield {
    path: ["phase"],
    got: `"${phase}" without ${missing.join(", ")}`,
    expected: "these keys first, or an earlier phase",
    example: `phase: ${before}`,
  };
};

/** Whether the key is there, right or wrong: a wrong one has its own message. */
function isGiven(key: string, { config, secretKeys, givenKeys }: Given): boolean {
  const [section = "", ...rest] = key.split(".");
  if (!givenKeys.has(section)) return secretKeys.has(section);
  return (
    rest.length === 0 ||
    rest.reduce<unknown>((value, name) => Object(value)[name], Object(config)[section]) !== undefined
  );
}

const secretsAreSecret: Rule = function* ({ secretKeys, givenKeys }) {
  for (const key of SECRET_KEYS) {
    if (givenKeys.has(key) && !secretKeys.has(key)) {
      const command = `pulumi config set --secret jeju:${key}`;
      yield problem(
        [key],
        "a value in clear",
        "a Pulumi secret; revoke this one, as the file may have been read",
        command,
      );
    }
  }
};

export const phaseRules: readonly Rule[] = [phaseHasWhatItNeeds, secretsAreSecret];
