import { holdsAll, isNotFalse, isOneOf } from "../assessment/expectations";
import { requiredPolicy } from "../assessment/required";
import type { Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { asText, unknown, type Value, valueAt } from "../assessment/value";
import { about, either, pass, undecided, type Verdict, violation, worst } from "../assessment/verdict";

const detectorType = "aws:guardduty/detector:Detector";
const featureType = "aws:guardduty/detectorFeature:DetectorFeature";
const hubType = "aws:securityhub/account:Account";
const standardType = "aws:securityhub/standardsSubscription:StandardsSubscription";
const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";

/** The feature that took the place of another one and includes it. */
const replacedBy: Readonly<Record<string, string>> = { EKS_RUNTIME_MONITORING: "RUNTIME_MONITORING" };

/** Without it somebody has to install GuardDuty's agent on every cluster, and forgets one. */
const agents: Readonly<Record<string, string>> = { EKS_RUNTIME_MONITORING: "EKS_ADDON_MANAGEMENT" };

const guardDuty = requiredPolicy({
  id: "gd-enabled",
  title: "GuardDuty watches the account, its clusters, nodes, buckets and databases",
  severity: "high",
  rationale: "it tells of stolen credentials and of miners on nodes within minutes, where people take months",
  remedy: "add a Detector, and a DetectorFeature with status ENABLED for each feature that the policy's settings name",
  controls: { fsbp: ["GuardDuty.1", "GuardDuty.5", "GuardDuty.7", "GuardDuty.9", "GuardDuty.10"] },
  types: [detectorType],
  called: "a Detector",
  settings: { features: ["EKS_AUDIT_LOGS", "EKS_RUNTIME_MONITORING", "S3_DATA_EVENTS", "RDS_LOGIN_EVENTS"] },
  check: (found, stack, { features }) =>
    found.flatMap((detector) => {
      // GuardDuty is on when nothing is said.
      const isOn = isNotFalse(detector.at("enable"));
      const watched = features.map((feature) => featureIsOn(stack, detector, feature));
      return [isOn, ...watched].map((verdict) => about(detector, verdict));
    }),
});

function featureIsOn(stack: Stack, detector: Resource, wanted: string): Verdict {
  const names = [wanted, replacedBy[wanted] ?? wanted];
  const { surely, perhaps } = stack.referring([featureType], "detectorId", detector);
  const none = violation(`no DetectorFeature ${names.join(" or ")} names it`, `${wanted} with status ENABLED`);
  const isNamed = (feature: Resource) => isOneOf(feature.at("name"), names);
  const named = surely.filter((feature) => isNamed(feature).outcome !== "violation");
  const verdicts = named.map((feature) => {
    return about(
      feature,
      worst([isNamed(feature), isOneOf(feature.at("status"), ["ENABLED"]), ...hasAgent(feature, wanted)]),
    );
  });
  const others = perhaps.map(() => undecided(`whether ${wanted} is watched is known only after the update`));
  return either([...verdicts, ...others, none]);
}

function hasAgent(feature: Resource, wanted: string): readonly Verdict[] {
  const agent = agents[wanted];
  if (agent === undefined) return [];
  const none = violation(`additionalConfigurations lacks ${agent}`, `${agent} with status ENABLED`);
  const managed = feature.items("additionalConfigurations").flatMap((configuration) => {
    const isNamed = isOneOf(configuration.at("name"), [agent]);
    const isOn = isOneOf(configuration.at("status"), ["ENABLED"]);
    return isNamed.outcome === "violation" ? [] : [worst([isNamed, isOn])];
  });
  return [either([...managed, none])];
}

const securityHub = requiredPolicy({
  id: "sh-enabled",
  title: "Security Hub holds the account to AWS's own practices and to CIS",
  severity: "medium",
  rationale: "it sees what was made by hand, which no preview shows",
  remedy: "add a securityhub Account, and a StandardsSubscription for each standard that the policy's settings name",
  controls: { cisAws: ["4.16"] },
  types: [hubType, standardType],
  called: "a securityhub Account",
  settings: {
    standards: ["aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/5.0.0"],
  },
  check: (_found, stack, { standards }) => {
    const isOn = stack.all(hubType).length > 0;
    const arns = stack.all(standardType).map((subscription) => subscription.text("standardsArn"));
    return [
      isOn ? pass : violation("no securityhub Account", "a securityhub Account of this stack"),
      ...standards.map((standard): Verdict => {
        if (arns.some((arn) => arn.kind === "known" && arn.value.endsWith(standard))) return pass;
        return arns.some(({ kind }) => kind === "unknown")
          ? undecided("the standardsArn of a StandardsSubscription is known only after the update")
          : violation(`no StandardsSubscription of ${standard}`, `a StandardsSubscription of ${standard}`);
      }),
    ];
  },
});

const accessAnalyzer = requiredPolicy({
  id: "iam-access-analyzer",
  title: "IAM Access Analyzer watches every region in use",
  severity: "medium",
  rationale: "it finds what another account or everybody can reach, whoever let them in",
  remedy: "add an Analyzer of type ACCOUNT or ORGANIZATION to each region",
  controls: { fsbp: ["IAM.28"], cisAws: ["1.19"] },
  types: [analyzerType],
  called: "an Analyzer",
  check: (found, stack) => [
    either(found.map(isOnAccess)),
    ...[...regionsOf(stack)].map((region) => {
      const isThere = (analyzer: Resource) => isOneOf({ path: "region", value: regionOf(analyzer) }, [region]);
      const there = found.filter((analyzer) => isThere(analyzer).outcome !== "violation");
      const none = violation(`no Analyzer in ${region}`, `an Analyzer of this stack in ${region}`);
      return either([...there.map((analyzer) => worst([isThere(analyzer), isOnAccess(analyzer)])), none]);
    }),
  ],
});

/** There are analyzers of unused rights too, which do not tell who can reach what. */
function isOnAccess(analyzer: Resource): Verdict {
  const type = analyzer.at("type");
  const isOne = type.value.kind === "absent" ? pass : isOneOf(type, ["ACCOUNT", "ORGANIZATION"]);
  return about(analyzer, isOne);
}

/** The region of a resource: its own since version 7 of the SDK, or its provider's. */
function regionOf(resource: Resource): Value<string> {
  const own = resource.asWritten().text("region");
  if (own.kind !== "absent") return own;
  const ofProvider = asText(valueAt(resource.description.provider?.properties, "region"));
  // A provider that is told none takes it from its environment.
  return ofProvider.kind === "absent" ? unknown : ofProvider;
}

function regionsOf(stack: Stack): ReadonlySet<string> {
  const regions = stack.all("aws:*").map(regionOf);
  return new Set(regions.flatMap((region) => (region.kind === "known" ? [region.value] : [])));
}

const inspector = requiredPolicy({
  id: "inspector",
  title: "Inspector looks for known holes in images, machines and functions",
  severity: "medium",
  level: "advisory",
  rationale: "a hole is found in an image long after the image was built and scanned",
  remedy: "add an inspector2 Enabler with the resource types that the policy's settings name",
  controls: { fsbp: ["Inspector.1", "Inspector.2", "Inspector.3", "Inspector.4"] },
  types: ["aws:inspector2/enabler:Enabler"],
  called: "an inspector2 Enabler",
  settings: { resourceTypes: ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"] },
  check: (found, _stack, { resourceTypes }) =>
    worst(
      found.map((enabler) =>
        about(enabler, holdsAll(enabler.elements("resourceTypes[]"), "resourceTypes", resourceTypes)),
      ),
    ),
});

const macie = requiredPolicy({
  id: "macie",
  title: "Macie looks for personal data and credentials in buckets",
  severity: "low",
  level: "advisory",
  rationale: "what should not lie in a bucket is found by us before somebody else finds it",
  remedy: "add a macie2 Account with status ENABLED",
  controls: { fsbp: ["Macie.1"], cisAws: ["2.1.3"] },
  types: ["aws:macie2/account:Account"],
  called: "a macie2 Account",
  check: (found) =>
    found.map((account) => {
      const status = account.at("status");
      // Macie is on when nothing is said.
      return about(account, status.value.kind === "absent" ? pass : isOneOf(status, ["ENABLED"]));
    }),
});

export const scannerPolicies = [guardDuty, securityHub, accessAnalyzer, inspector, macie] as const;
