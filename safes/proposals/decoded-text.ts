import { id, ZeroAddress, ZeroHash } from "ethers";
import type { DecodedCall, DecodedValue } from "./decode";

/** A decoded transaction as lines for a person who signs it: what it means first, then every argument. */
export function describeCall(call: DecodedCall, number = "1"): readonly string[] {
  const meaning = explainCall(call);
  return [
    `${number}. ${call.operation === "call" ? "" : `${call.operation.toUpperCase()} `}${call.contract} ${call.to}`,
    ...(meaning === undefined ? [] : [`   = ${meaning}`]),
    ...(call.value === "0" ? [] : [`   sends ${call.value} wei`]),
    ...(call.function === undefined ? [] : [`   ${call.function}`]),
    ...describeArguments(call),
    ...(call.data === undefined ? [] : [`   not decoded: ${call.data}`]),
    ...(call.note === undefined ? [] : [`   ${call.note}`]),
    ...(call.calls ?? []).flatMap((inner, index) =>
      describeCall(inner, `${number}.${index + 1}`).map((line) => `   ${line}`),
    ),
  ];
}

/** Arguments that hold the inner calls are shown as those. */
const containers = new Set(["transactions", "data", "payload", "payloads", "targets", "values"]);

function describeArguments({ arguments: args = [], calls = [] }: DecodedCall): string[] {
  const shown = args.filter(({ name }) => calls.length === 0 || !containers.has(name));
  const width = Math.max(...shown.map(({ name }) => name.length));
  return shown.map(({ name, value }) => `     ${name.padEnd(width)}  ${spell(value)}`);
}

const spell = (value: DecodedValue): string => (typeof value === "string" ? value : `[${value.map(spell).join(", ")}]`);

/** What a call that everybody should recognise does, in a sentence. */
function explainCall(call: DecodedCall): string | undefined {
  const name = call.function?.split("(")[0] ?? "";
  const args = (call.arguments ?? []).map(({ value }) => spell(value));
  if (call.contract === "this Safe") {
    if (call.function === undefined && call.data === undefined) return "nothing; uses up the nonce";
    return safeMeanings[name]?.(args);
  }
  return meanings[name]?.(args, call);
}

type Meaning = (args: readonly string[], call: DecodedCall) => string;

const orNone = (address = "") => (address === ZeroAddress ? "none" : address);

const safeMeanings: Readonly<Record<string, (args: readonly string[]) => string>> = {
  addOwnerWithThreshold: ([owner, threshold]) => `${owner} becomes an owner; threshold ${threshold}`,
  removeOwner: ([, owner, threshold]) => `${owner} is no owner any more; threshold ${threshold}`,
  swapOwner: ([, oldOwner, newOwner]) => `owner ${oldOwner} is replaced by ${newOwner}`,
  changeThreshold: ([threshold]) => `the threshold becomes ${threshold}`,
  enableModule: ([module]) => `MODULE ${module} MAY ACT FOR THE SAFE WITHOUT SIGNATURES`,
  disableModule: ([, module]) => `module ${module} may not act for the Safe any more`,
  setGuard: ([guard]) => `the guard becomes ${orNone(guard)}`,
  setModuleGuard: ([guard]) => `the module guard becomes ${orNone(guard)}`,
  setFallbackHandler: ([handler]) => `the fallback handler becomes ${orNone(handler)}`,
  changeMasterCopy: ([masterCopy]) => `THE SAFE'S CODE BECOMES THAT OF ${masterCopy}`,
  approveHash: ([hash]) => `the Safe approves ${hash}`,
};

const meanings: Readonly<Record<string, Meaning>> = {
  schedule: (args) => `may be executed ${describeDelay(args[5])} later`,
  scheduleBatch: (args) => `may be executed ${describeDelay(args[5])} later`,
  execute: () => "executes what was scheduled",
  executeBatch: () => "executes what was scheduled",
  cancel: ([operation]) => `operation ${operation} is cancelled`,
  updateDelay: ([delay]) => `the delay becomes ${describeDelay(delay)}`,
  grantRole: ([role, account]) => `${account} gets the role ${nameRole(role)}`,
  revokeRole: ([role, account]) => `${account} loses the role ${nameRole(role)}`,
  renounceRole: ([role]) => `the caller gives up the role ${nameRole(role)}`,
  upgrade: ([proxy, implementation]) => `proxy ${proxy} runs ${implementation}`,
  upgradeAndCall: ([proxy, implementation]) => `proxy ${proxy} runs ${implementation}`,
  changeProxyAdmin: ([proxy, admin]) => `proxy ${proxy} obeys ${admin}`,
  transferOwnership: ([owner], { to }) => `${to} belongs to ${owner}`,
  renounceOwnership: (_, { to }) => `${to} belongs to nobody any more`,
  transfer: ([receiver, amount], { to }) => `${amount} of the smallest units of ${to} go to ${receiver}`,
  approve: ([spender, amount], { to }) => `${spender} may take ${amount} of the smallest units of ${to}`,
  transferFrom: ([from, receiver, amount], { to }) =>
    `${amount} of the smallest units of ${to} go from ${from} to ${receiver}`,
  approveHash: ([hash], { to }) => `approves ${hash} as an owner of ${to}`,
};

const roles: Readonly<Record<string, string>> = Object.fromEntries(
  ["PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE", "TIMELOCK_ADMIN_ROLE"].map((role) => [id(role), role]),
);

function nameRole(role = ""): string {
  return role === ZeroHash ? "DEFAULT_ADMIN_ROLE" : (roles[role] ?? role);
}

function describeDelay(seconds = "0"): string {
  const hours = Number(seconds) / 3600;
  return Number.isInteger(hours) ? `${hours} h (${seconds} s)` : `${seconds} s`;
}
