import type {
  Policies,
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidation,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { WaiverBook } from "../waivers/book";
import { frameworkKeys, frameworks } from "./controls";
import { describeFailure, describeVerdict, describeWaived } from "./message";
import type { Policy, PolicyMetadata, ResourcePolicy, Settings, StackPolicy } from "./policy";
import { matchesType, Resource, type ResourceDescription } from "./resource";
import { dependencyUrns, onlyFor, type Report, rememberStack, report, showByType, withoutProxy } from "./sdk";
import { Stack } from "./stack";
import { listed, type Verdict, type Verdicts } from "./verdict";

/** What one run of the engine has shown so far; the pack's process serves one run. */
interface Session {
  /** Inputs by URN, kept for stack rules, whose outputs tell less at preview. */
  readonly inputs: Map<string, () => Readonly<Record<string, unknown>>>;
  /** URNs by policy that the inputs alone did not settle. */
  readonly open: Map<string, Set<string>>;
  /** What was reported, so that the second look reports nothing twice. */
  readonly reported: Set<string>;
  readonly waivers: WaiverBook;
  /** The stack that was judged last, with the properties of its first resource by which it is known again. */
  stack?: { readonly properties: unknown; readonly stack: Stack };
}

/** Our policies in the SDK's form. */
export function forSdk(policies: readonly Policy[], waivers = new WaiverBook()): Policies {
  const session: Session = { inputs: new Map(), open: new Map(), reported: new Set(), waivers };
  const rules = policies.map((policy) =>
    policy.scope === "resource" ? resourceRule(policy, session) : stackRule(policy, session),
  );
  // These rules have not seen the stack that others may have, in a process that runs several packs.
  rememberStack(undefined);
  const judging = new Map(policies.map((policy) => [policy.id, policy]));
  const asksFor = ({ name }: { readonly name: string }, type: string) => {
    const policy = judging.get(name);
    return policy?.scope === "resource" && judges(policy, type);
  };
  return showByType(rules, asksFor, ({ urn, properties }) => void session.inputs.set(urn, properties));
}

/** A rule on single resources has a second look at what its first left open, once the stack is whole. */
function resourceRule(policy: ResourcePolicy, session: Session): ResourceValidationPolicy & StackValidationPolicy {
  const firstLook: ResourceValidation = (args, reportViolation) => {
    session.open.get(policy.id)?.delete(args.urn);
    const resource = new Resource(fromAnalyze(args, withoutProxy(args.props)));
    for (const verdict of judged(session, policy, () => policy.judge(resource, settingsOf(args)), resource)) {
      if (verdict.outcome === "undecided") openFor(session, policy).add(args.urn);
      else if (isNews(session, policy, verdict)) report(reportViolation, verdict);
    }
  };
  const secondLook: StackValidation = (args, reportViolation) => {
    const stack = stackOf(args, session);
    for (const urn of openFor(session, policy)) {
      const resource = stack.byUrn(urn);
      if (!resource) continue;
      for (const verdict of judged(session, policy, () => policy.judge(resource, settingsOf(args)), resource)) {
        if (isNews(session, policy, verdict)) report(reportViolation, verdict);
      }
    }
  };
  onlyFor(secondLook, () => (openFor(session, policy).size === 0 ? "nothing was left open" : undefined));
  return { ...forPulumi(policy), validateResource: firstLook, validateStack: secondLook };
}

function stackRule(policy: StackPolicy, session: Session): StackValidationPolicy {
  const validateStack: StackValidation = (args, reportViolation) => {
    const stack = stackOf(args, session);
    if (!policy.appliesTo(stack, settingsOf(args))) args.notApplicable(`judges ${policy.types.join(", ")}`);
    for (const outcome of judged(session, policy, () => policy.judge(stack, settingsOf(args)))) {
      report(reportViolation, outcome);
    }
  };
  return { ...forPulumi(policy), validateStack };
}

function judges({ types }: Policy, type: string): boolean {
  return types.some((pattern) => matchesType(pattern, type));
}

type Outcome = Report & { readonly outcome: Verdict["outcome"] };

/** What a rule has to say besides passes. A rule that throws fails by itself and leaves the others alone. */
function judged(
  session: Session,
  policy: PolicyMetadata,
  judge: () => Verdicts,
  judgedResource?: Resource,
): readonly Outcome[] {
  try {
    return listed(judge()).flatMap((verdict): Outcome[] => {
      if (verdict.outcome === "pass") return [];
      const resource = verdict.resource ?? judgedResource;
      const { outcome } = verdict;
      const waiver = outcome === "violation" ? session.waivers.find(policy.id, resource) : undefined;
      const text = describeVerdict(policy, verdict, resource);
      const message = waiver ? describeWaived(waiver, text) : text;
      const level = outcome === "undecided" || waiver ? "advisory" : verdict.level;
      return [{ outcome, message, ...(resource && { urn: resource.urn }), ...(level && { level }) }];
    });
  } catch (error) {
    const message = describeFailure(policy, error, judgedResource);
    return [{ outcome: "violation", message, ...(judgedResource && { urn: judgedResource.urn }) }];
  }
}

function isNews(session: Session, policy: Policy, { urn, message }: Outcome): boolean {
  const key = JSON.stringify([policy.id, urn, message]);
  if (session.reported.has(key)) return false;
  session.reported.add(key);
  return true;
}

function openFor(session: Session, policy: Policy): Set<string> {
  const open = session.open.get(policy.id) ?? new Set();
  session.open.set(policy.id, open);
  return open;
}

function settingsOf(args: ResourceValidationArgs | StackValidationArgs): Settings {
  return args.getConfig<Settings>();
}

function fromAnalyze(args: ResourceValidationArgs, inputs: ResourceDescription["inputs"]): ResourceDescription {
  return {
    urn: args.urn,
    type: args.type,
    name: args.name,
    protect: args.opts.protect,
    ignoreChanges: args.opts.ignoreChanges,
    ...(inputs && { inputs }),
    ...(args.opts.parent && { parentUrn: args.opts.parent }),
    ...providerOf(args),
  };
}

/** Every rule gets the same stack: the index over it is made for the first, and those after it get no other resources. */
function stackOf(args: StackValidationArgs, session: Session): Stack {
  const [first] = args.resources;
  const properties = first && withoutProxy(first.props);
  if (!session.stack || session.stack.properties !== properties) {
    session.stack = { properties, stack: indexOf(args, session) };
    rememberStack(properties);
  }
  return session.stack.stack;
}

function indexOf(args: StackValidationArgs, session: Session): Stack {
  return new Stack(
    args.resources.map((resource) => {
      const inputs = session.inputs.get(resource.urn)?.();
      return {
        urn: resource.urn,
        type: resource.type,
        name: resource.name,
        protect: resource.opts.protect,
        ignoreChanges: resource.opts.ignoreChanges,
        outputs: withoutProxy(resource.props),
        dependencies: dependencyUrns(resource),
        ...(inputs && { inputs }),
        ...(resource.parent && { parentUrn: resource.parent.urn }),
        ...providerOf(resource),
      };
    }),
  );
}

function providerOf({ provider }: ResourceValidationArgs | PolicyResource): Pick<ResourceDescription, "provider"> {
  if (!provider) return {};
  const { urn, type, name } = provider;
  return { provider: { urn, type, name, properties: withoutProxy(provider.props) } };
}

function forPulumi(policy: PolicyMetadata) {
  const key = frameworkKeys.find((candidate) => policy.controls?.[candidate]?.length);
  const tags = frameworkKeys.flatMap((name) => (policy.controls?.[name] ?? []).map((control) => `${name}:${control}`));
  return {
    name: policy.id,
    description: policy.title,
    enforcementLevel: policy.level ?? "mandatory",
    severity: policy.severity,
    remediationSteps: policy.remedy,
    tags,
    ...(key && { framework: { ...frameworks[key], specification: policy.controls?.[key]?.join(", ") ?? "" } }),
    ...(policy.settings && { configSchema: schemaOf(policy.settings) }),
  };
}

function schemaOf(settings: Settings): PolicyConfigSchema {
  const properties = Object.entries(settings).map(([name, value]) => {
    if (typeof value === "number") return [name, { type: "number", default: value }] as const;
    if (typeof value === "string") return [name, { type: "string", default: value }] as const;
    return [name, { type: "array", items: { type: "string" }, default: [...value] }] as const;
  });
  return { properties: Object.fromEntries(properties) };
}
