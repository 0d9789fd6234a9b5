import type { TransactionDescription } from "ethers";
import { decodeStrictly } from "./abi-decoding";
import type { Refusal, RefusalRule } from "./refusal";
import type { Assessment, RefusalContext, Unjudged } from "./refusals";
import { safeAbi } from "./safe-abi";
import { explainRevert } from "./safe-errors";
import { describeDifferences, type SafeSettings, settingsOf } from "./safe-state";
import { isAtLeast } from "./safe-version";
import { applySelfCall, SelfCallRevert } from "./self-calls";
import { duplicateOwner, refuseFallbackHandler, refuseModule, refuseOwner } from "./settings-rules";
import type { SafeCall } from "./transaction";

/** Follows the calls of the Safe to itself, one after the other, through its settings. */
export function assessSelfCalls(calls: readonly SafeCall[], context: RefusalContext): Assessment {
  const selfCalls = calls.filter(({ to, data }) => to === context.safe.address && data !== "0x");
  const judged = selfCalls.map(({ data }) => {
    const call = decodeStrictly(safeAbi, data);
    return { data, name: call?.name ?? "", refusals: judgeCall(data, call, context) };
  });
  const refusals = judged.flatMap((each) => each.refusals);
  if (!context.before) return { refusals, unjudged: judged.flatMap(({ name }) => listUnjudged(name)) };
  const effect = judgeEffect(judged, context.before, context);
  // Everything that is refused above would be missed too.
  const missed = refusals.length + effect.refusals.length > 0 ? [] : refuseMissed(effect.after, context);
  return { refusals: [...refusals, ...effect.refusals, ...missed], unjudged: [] };
}

interface JudgedCall {
  readonly data: string;
  readonly name: string;
  readonly refusals: readonly Refusal[];
}

type Judge = (args: TransactionDescription["args"], context: RefusalContext) => Refusal[];

/** What is judged by the call's arguments alone. A function that is not here is refused. */
const judges: Readonly<Record<string, Judge>> = {
  addOwnerWithThreshold: ([owner, threshold], { safe }) => [...refuseOwner(owner, safe), ...refuseZero(threshold)],
  removeOwner: ([, , threshold]) => refuseZero(threshold),
  swapOwner: ([, , newOwner], { safe }) => refuseOwner(newOwner, safe),
  changeThreshold: ([threshold]) => refuseZero(threshold),
  enableModule: ([module], { wanted }) => [
    ...refuseModule(module),
    ...(wanted && settingsOf(wanted).modules.includes(module)
      ? []
      : [unwanted("module-unwanted", `module ${module} would act for the Safe without any signature`)]),
  ],
  disableModule: () => [],
  setGuard: ([guard], { wanted, safe }) => [
    ...refuseBefore("1.3.0", "setGuard", safe.version),
    ...(wanted && settingsOf(wanted).guard === guard
      ? []
      : [unwanted("guard-unwanted", `the guard would be ${guard}`)]),
  ],
  setModuleGuard: ([guard], { wanted, safe }) => [
    ...refuseBefore("1.5.0", "setModuleGuard", safe.version),
    ...(wanted && settingsOf(wanted).moduleGuard === guard
      ? []
      : [unwanted("module-guard-unwanted", `the module guard would be ${guard}`)]),
  ],
  setFallbackHandler: ([handler], { wanted, safe }) => [
    ...refuseBefore("1.1.0", "setFallbackHandler", safe.version),
    ...refuseFallbackHandler(handler, safe),
    ...(wanted && settingsOf(wanted).fallbackHandler === handler
      ? []
      : [unwanted("fallback-handler-unwanted", `${handler} would answer calls and check signatures for the Safe`)]),
  ],
  changeMasterCopy: ([masterCopy]) => [
    {
      rule: "singleton-changed",
      reason: `the code of the Safe would be that of ${masterCopy}`,
      fix: "leave the Safe's code alone; create a new Safe and move what this one owns",
    },
  ],
  approveHash: () => [],
};

function judgeCall(data: string, call: TransactionDescription | undefined, context: RefusalContext): Refusal[] {
  const judge = call && judges[call.name];
  if (judge) return judge(call.args, context);
  const what = call ? call.signature : `${data.slice(0, 10)} with ${(data.length - 2) / 2} bytes`;
  return [
    {
      rule: "self-call-unknown",
      reason: `the Safe calls itself with ${what}, of which nobody can say what it does to the Safe`,
      fix: "propose only the Safe's own functions for owners, threshold, modules, guards and handler, encoded as usual",
    },
  ];
}

/** What the calls do one after the other, starting from the settings that are known, as far as they go. */
function judgeEffect(
  calls: readonly JudgedCall[],
  before: SafeSettings,
  context: RefusalContext,
): { readonly after: SafeSettings; readonly refusals: readonly Refusal[] } {
  const from = settingsOf(before);
  const failures: Refusal[] = [];
  let now: SafeSettings = from;
  let lowest = from.threshold;
  for (const { data, refusals } of calls) {
    try {
      now = applySelfCall(now, context.safe.address, data);
    } catch (error) {
      if (!(error instanceof SelfCallRevert)) throw error;
      // What a call's arguments are refused for is why it fails.
      if (refusals.length === 0) failures.push(explainFailure(error.code, data, now));
    }
    lowest = Math.min(lowest, now.threshold);
  }
  return { after: now, refusals: [...failures, ...refuseLowering(from.threshold, lowest, now.threshold, context)] };
}

/** Even with the override no step in between may need fewer signatures than both before and after. */
function refuseLowering(
  before: number,
  lowest: number,
  after: number,
  { allowLowerThreshold }: RefusalContext,
): Refusal[] {
  if (lowest >= (allowLowerThreshold ? Math.min(before, after) : before)) return [];
  const way = lowest < after ? `${before} -> ${lowest} -> ${after}` : `${before} -> ${after}`;
  return [
    {
      rule: "threshold-lowered",
      reason: `the Safe would need fewer signatures: ${way}`,
      fix: "keep the threshold, or allow a lower one explicitly if it is really meant",
    },
  ];
}

function refuseMissed(after: SafeSettings, { wanted }: RefusalContext): Refusal[] {
  const differences = wanted ? describeDifferences(after, wanted) : [];
  if (differences.length === 0) return [];
  return [
    {
      rule: "settings-missed",
      reason: `the Safe would not end as wanted; what would still have to change: ${differences.join("; ")}`,
      fix: "plan the changes again from the Safe as it is now",
    },
  ];
}

function explainFailure(code: string, data: string, settings: SafeSettings): Refusal {
  const call = decodeStrictly(safeAbi, data);
  if (code === "GS204") return duplicateOwner(call?.args.newOwner ?? call?.args.owner);
  const rule: RefusalRule = code === "GS201" ? "threshold-above-owners" : "self-call-fails";
  return {
    rule,
    reason: `${call?.name} would fail with ${explainRevert(code)} (${settings.owners.length} owners at that point)`,
    fix: "plan the changes again from the Safe as it is now",
  };
}

function refuseZero(threshold: bigint): Refusal[] {
  if (threshold !== 0n) return [];
  return [{ rule: "threshold-zero", reason: "the threshold would be zero", fix: "set at least 1" }];
}

/** An older Safe has no such function and would hand the call to its fallback handler, as if it had worked. */
function refuseBefore(since: "1.1.0" | "1.3.0" | "1.5.0", name: string, version: string): Refusal[] {
  if (isAtLeast(version, since)) return [];
  return [
    {
      rule: "not-in-version",
      reason: `a Safe of version ${version} has no ${name}; it came with ${since}`,
      fix: "leave it out, or move to a newer Safe",
    },
  ];
}

function unwanted(rule: RefusalRule, reason: string): Refusal {
  return { rule, reason, fix: "state it in the Safe's wanted settings if it is meant, and propose it from there" };
}

function listUnjudged(name: string): Unjudged[] {
  const reason = "the Safe's present owners and threshold are not known here";
  const rules: Readonly<Record<string, readonly RefusalRule[]>> = {
    addOwnerWithThreshold: ["owner-duplicate", "threshold-lowered"],
    removeOwner: ["threshold-above-owners", "threshold-lowered"],
    swapOwner: ["owner-duplicate"],
    changeThreshold: ["threshold-above-owners", "threshold-lowered"],
  };
  return (rules[name] ?? []).map((rule) => ({ rule, reason: `${name}: ${reason}` }));
}
