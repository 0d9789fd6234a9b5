import type { PolicyResource, ReportViolation } from "@pulumi/policy";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { readStruct, type WireReader } from "./wire";

/**
 * Everything that the pack takes from the inside of @pulumi/policy, and nothing else does. None of it is in the SDK's
 * documented API; test/policies/assessment/sdk.test.ts fails when another version of the SDK changes any of it.
 */

/** The version of @pulumi/policy that the facts below were read from (proxy.js, server.js, policy.js). */
export const pinnedSdkVersion = "1.21.0";

/**
 * What the engine sends in place of a value that only the real update will know. One constant per type, part of the
 * wire format (`plugin/rpc.go` of the Pulumi SDK for Go), so they never change for a given protocol.
 */
const unknownSentinels: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknownSentinel(raw: unknown): boolean {
  return unknownSentinels.has(raw);
}

/**
 * The plain data behind the SDK's proxy, which throws on reading an unknown and so ends a whole rule, at advisory
 * level and with nothing said of what was not judged.
 */
export function withoutProxy(props: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const target = props.__getSpecialProxyTarget;
  return target instanceof Object ? (target as Record<string, unknown>) : props;
}

/**
 * The protocol's library makes some ten objects of every value before there is one of JavaScript, and a stack has tens of
 * thousands of values. From this call on a Struct that comes in is read at once; what else is asked of it is made then.
 */
export function readStructsAtOnce(): void {
  const { Struct: inside } = require("google-protobuf/google/protobuf/struct_pb");
  inside.deserializeBinaryFromReader = (message: Struct, reader: WireReader) => {
    const fields = readStruct({}, reader) as { [key: string]: JavaScriptValue };
    message.toJavaScript = () => fields;
    message.getFieldsMap = () => inside.fromJavaScript(fields).getFieldsMap();
    return message;
  };
}

type Deserialize = (struct: object, keepSecrets: boolean) => Readonly<Record<string, unknown>>;

/**
 * The SDK reads a resource's properties from the wire again for every rule, which takes longer than the rules do. From
 * this call on it reads them once a message, and all rules see the same data, which none of them changes.
 */
export function deserializeOnce(): void {
  const inside: { deserializeProperties: Deserialize } = require("@pulumi/policy/deserialize");
  const { deserializeProperties } = inside;
  const known = new WeakMap<object, ReturnType<Deserialize>>();
  inside.deserializeProperties = (struct, keepSecrets) => {
    // With secrets kept it is for a remediation, which may change what it gets.
    if (keepSecrets) return deserializeProperties(struct, keepSecrets);
    const read = known.get(struct) ?? deserializeProperties(struct, keepSecrets);
    known.set(struct, read);
    return read;
  };
}

/** Properties of the first resource of the stack that {@link rememberStack} was told of last. */
let remembered: unknown;

/** Tells that rules no longer need this stack's resources from the SDK, only the first to know the stack by. */
export function rememberStack(firstProperties: unknown): void {
  remembered = firstProperties;
}

interface StackRequest {
  getResourcesList(): { getProperties(): object }[];
}

/**
 * The SDK makes an object of every resource again for every rule on the stack, which takes longer than those rules do.
 * From this call on it makes the first alone of a stack that is remembered. Needs {@link deserializeOnce}.
 */
export function showStackOnce(): void {
  const inside: { deserializeProperties: Deserialize } = require("@pulumi/policy/deserialize");
  const { prototype }: { readonly prototype: StackRequest } =
    require("@pulumi/pulumi/proto/analyzer_pb").AnalyzeStackRequest;
  const { getResourcesList } = prototype;
  prototype.getResourcesList = function () {
    const resources = getResourcesList.call(this);
    const [first] = resources;
    const shown = [...resources];
    shown[Symbol.iterator] = () => {
      const isKnown = first && inside.deserializeProperties(first.getProperties(), false) === remembered;
      return (isKnown ? [first] : resources).values();
    };
    return shown;
  };
}

export type Level = "advisory" | "mandatory";
export type Severity = "low" | "medium" | "high" | "critical";

export interface Report {
  readonly message: string;
  readonly urn?: string;
  /** Overrides the policy's level for this one report. Default: the level in force for the policy. */
  readonly level?: Level;
  readonly severity?: Severity;
}

/**
 * Reports with a level of its own, which `reportViolation` takes at run time though it declares a string. Should a later
 * SDK want a string after all, it prints `toString()` at the policy's own level: stricter, never laxer.
 */
export function report(reportViolation: ReportViolation, { message, urn, level, severity }: Report): void {
  const violation = { message, urn, enforcementLevel: level, severity, toString: () => message };
  reportViolation(violation as unknown as string);
}

/** Tells the SDK which single type a rule judges, so that it skips the rule for others. The accessor is asked before every run. */
export function onlyFor(rule: object, type: () => string | undefined): void {
  Object.defineProperty(rule, "__pulumiType", { get: type });
}

interface AnalyzeMessage {
  getType(): string;
  getUrn(): string;
  getProperties(): object;
}

/** Of a rule that was not asked, in the answer to the engine. */
interface NotApplicable {
  getPolicyName(): string;
  setPolicyName(name: string): void;
  getReason(): string;
}

/** A resource that the engine asks about. */
interface Analysed {
  readonly type: string;
  readonly urn: string;
  /** Reads them from the wire. */
  readonly properties: () => Readonly<Record<string, unknown>>;
}

/** What one analysis has come to: the resource that it is of, then the rules that it has left out. */
let analysis: { resource?: Analysed; leftOut?: readonly NotApplicable[] } = {};

/**
 * From this call on {@link showByType} knows what the SDK analyses. In the SDK's server.js an analysis first reads the
 * type from the message, then goes through the list of rules, and with its end makes the answer; it pauses neither before
 * the list nor after it, so each step finds what the one before has left.
 */
export function watchAnalyses(): void {
  const { prototype }: { readonly prototype: AnalyzeMessage } =
    require("@pulumi/pulumi/proto/analyzer_pb").AnalyzeRequest;
  const inside: { readonly deserializeProperties: Deserialize } = require("@pulumi/policy/deserialize");
  const answers: {
    makeAnalyzeResponse(violations: readonly unknown[], notApplicable?: readonly NotApplicable[]): Answer;
  } = require("@pulumi/policy/protoutil");
  const { getType } = prototype;
  const { makeAnalyzeResponse } = answers;
  prototype.getType = function () {
    const type = getType.call(this);
    const properties = () => inside.deserializeProperties(this.getProperties(), false);
    analysis = { resource: { type, urn: this.getUrn(), properties } };
    return type;
  };
  answers.makeAnalyzeResponse = (violations, notApplicable = []) => {
    const { leftOut } = analysis;
    analysis = {};
    const make = () => makeAnalyzeResponse(violations, [...notApplicable, ...(leftOut ?? [])]);
    return leftOut && violations.length === 0 ? knownAnswer(leftOut, notApplicable, make) : make();
  };
}

interface Answer {
  serializeBinary(): Uint8Array;
}

/** Answers without a violation, by the rules that were left out and then by those that did not apply. */
const knownAnswers = new WeakMap<readonly NotApplicable[], Map<string, Answer>>();

/** Most resources get the answer of another one of their type: a list of some 150 rules, which is then written once. */
function knownAnswer(
  leftOut: readonly NotApplicable[],
  notApplicable: readonly NotApplicable[],
  make: () => Answer,
): Answer {
  const known = knownAnswers.get(leftOut) ?? new Map<string, Answer>();
  knownAnswers.set(leftOut, known);
  const key = JSON.stringify(notApplicable.map((rule) => [rule.getPolicyName(), rule.getReason()]));
  const answer = known.get(key) ?? writtenOnce(make());
  known.set(key, answer);
  return answer;
}

function writtenOnce(answer: Answer): Answer {
  const bytes = answer.serializeBinary();
  return Object.assign(answer, { serializeBinary: () => bytes });
}

/**
 * The rules in a list in which the SDK, while it analyses one resource, finds those alone that ask for its type. It would
 * turn to every rule for every resource and write down for each that does not apply that it does not, which takes longer
 * than to judge. The answer still names them all: the engine counts a rule that is not named as passed.
 *
 * @param tell is told of every resource, whether or not a rule asks for it
 */
export function showByType<R extends { readonly name: string; readonly validateResource?: unknown }>(
  rules: readonly R[],
  asksFor: (rule: R, type: string) => boolean,
  tell: (resource: Analysed) => void = () => {},
): R[] {
  const { PolicyNotApplicable }: { readonly PolicyNotApplicable: new () => NotApplicable } =
    require("@pulumi/pulumi/proto/analyzer_pb");
  const notApplicable = new Map(
    rules.flatMap((rule) => {
      if (!rule.validateResource) return [];
      const message = new PolicyNotApplicable();
      // Without a reason, which nobody is shown: it would be half of what the engine has to read.
      message.setPolicyName(rule.name);
      return [[rule, message] as const];
    }),
  );
  const split = (type: string) => {
    const asked = new Set(rules.filter((rule) => asksFor(rule, type)));
    const leftOut = [...notApplicable].flatMap(([rule, message]) => (asked.has(rule) ? [] : [message]));
    return { asked, leftOut };
  };
  const known = new Map<string, ReturnType<typeof split>>();
  const list = [...rules];
  list[Symbol.iterator] = function* () {
    const { resource } = analysis;
    analysis = {};
    if (!resource) return yield* rules;
    tell(resource);
    const { asked, leftOut } = known.get(resource.type) ?? split(resource.type);
    known.set(resource.type, { asked, leftOut });
    yield* asked;
    analysis = { leftOut };
  };
  return list;
}

/** URNs of what each property depends on; they are known at preview even when the property's value is not. */
export function dependencyUrns(resource: PolicyResource): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(resource.propertyDependencies).map(([property, targets]) => [property, targets.map((t) => t.urn)]),
  );
}
