import { createRequire } from "node:module";
import { join } from "node:path";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";

/** Runs the tests of the rules in Stryker's own process, each mutant in as long as its tests take. */
class InProcessRunner {
  #namespace;
  #tests;
  #require;

  constructor() {
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.#namespace = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Stryker has changed the directory to the copy with the mutants. */
  init() {
    this.#require = createRequire(join(process.cwd(), "test/policies/rules/"));
    this.#require("tsx/cjs");
    this.#load();
  }

  /** Modules of the rules anew; what they import of others stays. */
  #load() {
    for (const file of Object.keys(this.#require.cache)) {
      if (/[\\/](policies|safes)[\\/][^:]*\.(ts|json)$/.test(file)) delete this.#require.cache[file];
    }
    this.#tests = this.#require("./suites.ts").ruleTests();
  }

  async dryRun() {
    this.#namespace.activeMutant = undefined;
    const result = await this.#run();
    return { ...result, mutantCoverage: this.#namespace.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, reloadEnvironment, mutantActivation, disableBail }) {
    this.#namespace.hitLimit = hitLimit;
    this.#namespace.hitCount = hitLimit ? 0 : undefined;
    this.#namespace.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
    try {
      if (reloadEnvironment) this.#load();
    } catch (error) {
      return toMutantRunResult({ status: DryRunStatus.Error, errorMessage: String(error) });
    }
    this.#namespace.activeMutant = activeMutant.id;
    const result = await this.#run(testFilter && new Set(testFilter), !disableBail);
    this.#namespace.activeMutant = undefined;
    if (reloadEnvironment) this.#load();
    return toMutantRunResult(result);
  }

  async #run(chosen, bail = false) {
    const results = [];
    for (const { name, run } of this.#tests) {
      if (chosen && !chosen.has(name)) continue;
      const started = performance.now();
      this.#namespace.currentTestId = name;
      const failure = await failureOf(run);
      this.#namespace.currentTestId = undefined;
      const reached = determineHitLimitReached(this.#namespace.hitCount, this.#namespace.hitLimit);
      if (reached) return reached;
      const common = { id: name, name, timeSpentMs: performance.now() - started };
      if (failure === undefined) results.push({ ...common, status: TestStatus.Success });
      else results.push({ ...common, status: TestStatus.Failed, failureMessage: failure });
      if (failure !== undefined && bail) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }
}

async function failureOf(run) {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Calls whose texts are words for people; which of them are right, nobody can test. */
const speaking = ["violation", "undecided", "advice", "notKnownYet", "isPresent", "isAbsent"];

class Words {
  shouldIgnore(path) {
    if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined;
    const call = path.findParent((parent) => parent.isCallExpression() || parent.isFunction());
    const isSpoken = call?.isCallExpression() && speaking.includes(call.node.callee.name);
    return isSpoken ? "words of a message" : undefined;
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "rules", InProcessRunner),
  declareClassPlugin(PluginKind.Ignore, "words", Words),
];
