import { drop, flip, gone, on, set } from "../edits";
import { type Mutant, mutants, one } from "../mutant";

const trail = one("cloudtrail/Trail", "trail");
const recorder = one("cfg/Recorder", "recorder");
const status = one("cfg/RecorderStatus", "recorder-status");
const channel = one("cfg/DeliveryChannel", "channel");
const detector = one("guardduty/Detector", "detector");
const feature = (name: string) => one("guardduty/DetectorFeature", `feature-${name}`);
const hub = one("securityhub/Account", "hub");
const fsbp = one("securityhub/StandardsSubscription", "fsbp");
const analyzer = one("accessanalyzer/Analyzer", "analyzer");
const inspector = one("inspector2/Enabler", "inspector");
const macie = one("macie2/Account", "macie");
const rootAlarm = one("cloudwatch/MetricAlarm", "alarm-4.3");
const rootFilter = one("cloudwatch/LogMetricFilter", "filter-4.3");
const zone = one("route53/Zone", "dns-zone");
const signing = one("route53/HostedZoneDnsSec");
const zoneKey = one("route53/KeySigningKey");
const queries = one("route53/QueryLog");

export const detectionMutants: readonly Mutant[] = [
  ...mutants("ct-trail", trail, {
    "one region": flip("isMultiRegionTrail"),
    "not validated": flip("enableLogFileValidation"),
    "no key": drop("kmsKeyId"),
    "AWS's own key": set("kmsKeyId", "alias/aws/cloudtrail"),
    "not logging": set("enableLogging", false),
    "not of global services": set("includeGlobalServiceEvents", false),
  }),
  ...mutants(
    "ct-trail",
    trail,
    { "not to CloudWatch": drop("cloudWatchLogsGroupArn") },
    { settled: "written all the same" },
  ),
  ...mutants("ct-data-events", trail, {
    "reads only": set("eventSelectors[0].readWriteType", "ReadOnly"),
    "of one bucket": set("eventSelectors[0].dataResources[0].values", ["arn:aws:s3:::backups/"]),
    "of functions": set("eventSelectors[0].dataResources[0].type", "AWS::Lambda::Function"),
    none: drop("eventSelectors"),
  }),
  ...mutants("cfg-recorder", recorder, {
    "not global": flip("recordingGroup.includeGlobalResourceTypes"),
    "some types": set("recordingGroup.allSupported", false),
    "not delivered": on(channel, gone),
    "not started": on(status, gone),
  }),
  ...mutants("cfg-recorder", status, { stopped: flip("isEnabled") }),
  ...mutants("gd-enabled", detector, {
    off: set("enable", false),
    "no feature for clusters": on(feature("EKS_AUDIT_LOGS"), gone),
    "no feature for nodes": on(feature("RUNTIME_MONITORING"), gone),
  }),
  ...mutants("gd-enabled", feature("S3_DATA_EVENTS"), { "not of buckets": set("status", "DISABLED") }),
  ...mutants("gd-enabled", feature("RDS_LOGIN_EVENTS"), { "not of databases": set("status", "DISABLED") }),
  ...mutants("gd-enabled", feature("RUNTIME_MONITORING"), { "agents by hand": set("additionalConfigurations", []) }),
  ...mutants("sh-enabled", hub, { "not AWS's practices": on(fsbp, gone), "no account": gone }, { at: "stack" }),
  ...mutants(
    "sh-enabled",
    fsbp,
    { "an older standard": set("standardsArn", "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0") },
    { at: "stack" },
  ),
  ...mutants(
    "iam-access-analyzer",
    analyzer,
    { "of what nobody uses": set("type", "ACCOUNT_UNUSED_ACCESS") },
    { openAt: "stack" },
  ),
  ...mutants(
    "iam-access-analyzer",
    analyzer,
    { "in another region": set("region", "us-west-2") },
    {
      at: "stack",
      also: [["stack-region-allow", analyzer]],
    },
  ),
  ...mutants("inspector", inspector, { "not of functions": set("resourceTypes", ["EC2", "ECR"]) }),
  ...mutants("macie", macie, { paused: set("status", "PAUSED") }),
  ...mutants(
    "cis-alarms",
    rootFilter,
    { "of something else": set("pattern", "{ $.eventName = CreateBucket }") },
    { at: "stack" },
  ),
  ...mutants(
    "cis-alarms",
    rootAlarm,
    { "tells nobody": set("alarmActions", []) },
    { settled: "a topic that is not known yet is one" },
  ),
  ...mutants("cis-alarms", rootAlarm, { "turned off": set("actionsEnabled", false) }),
  ...mutants("cis-alarms", rootFilter, { "no alarm": on(rootAlarm, gone) }),
  ...mutants("r53-dnssec", signing, { "not signing": set("signingStatus", "NOT_SIGNING") }),
  ...mutants("r53-dnssec", zone, { "no key": on(zoneKey, gone), "not signed": on(signing, gone) }),
  ...mutants("r53-dnssec", zoneKey, { "an idle key": set("status", "INACTIVE") }, { at: signing }),
  ...mutants("r53-query-log", zone, {
    "no log": on(queries, gone),
    "a log of another zone": on(queries, set("zoneId", "Z0")),
  }),
];
