import { isOneOf, isOurKey, isPresent, isTrue, notKnownYet } from "./assessment/expectations";
import { requiredPolicy } from "./assessment/required";
import type { Item, Resource } from "./assessment/resource";
import { holdsUnknown } from "./assessment/value";
import { about, either, pass, undecided, type Verdict, violation, worst } from "./assessment/verdict";
import { alarmPolicies } from "./detection/alarms";
import { scannerPolicies } from "./detection/scanners";

const trailType = "aws:cloudtrail/trail:Trail";
const recorderType = "aws:cfg/recorder:Recorder";
const statusType = "aws:cfg/recorderStatus:RecorderStatus";
const channelType = "aws:cfg/deliveryChannel:DeliveryChannel";

const trails = requiredPolicy({
  id: "ct-trail",
  title: "A trail records every region, encrypted, validated, and to CloudWatch",
  severity: "high",
  rationale: "it is the only witness of who did what in the account, and intruders turn to the region without one",
  remedy: "set isMultiRegionTrail, enableLogFileValidation, cloudWatchLogsGroupArn and kmsKeyId, and leave it logging",
  controls: { fsbp: ["CloudTrail.1", "CloudTrail.2", "CloudTrail.4", "CloudTrail.5"], cisAws: ["3.1", "3.2", "3.5"] },
  types: [trailType],
  called: "a Trail",
  check: (found) =>
    found.flatMap((trail) =>
      [
        isTrue(trail.at("isMultiRegionTrail")),
        isTrue(trail.at("enableLogFileValidation")),
        isPresent(trail.at("cloudWatchLogsGroupArn")),
        isOurKey(trail, trail.at("kmsKeyId")),
        unlessSaid(trail, "enableLogging"),
        unlessSaid(trail, "includeGlobalServiceEvents"),
      ].map((verdict) => about(trail, verdict)),
    ),
});

/** For flags that AWS turns on when nothing is said. */
function unlessSaid(resource: Resource, path: string): Verdict {
  const flag = resource.at(path);
  return flag.value.kind === "absent" ? pass : isTrue(flag);
}

/** The two ways in which a trail is told to record what happens to objects; a trail uses one of them. */
const dataEvents = requiredPolicy({
  id: "ct-data-events",
  title: "A trail records who reads and writes objects",
  severity: "medium",
  level: "advisory",
  rationale: "a copied backup leaves no other trace than the reading of its object",
  remedy: "give the trail an event selector on AWS::S3::Object of all buckets with readWriteType All",
  controls: { fsbp: ["S3.22", "S3.23"], cisAws: ["3.8", "3.9"] },
  types: [trailType],
  called: "a Trail",
  check: (found) =>
    either(
      found.map((trail) => {
        const selectors = [
          ...trail.items("eventSelectors").map(selectsObjects),
          ...trail.items("advancedEventSelectors").map(selectsObjectsByField),
        ];
        const none = violation("eventSelectors name no objects of S3", "AWS::S3::Object, All", trail);
        return selectors.length === 0 ? none : about(trail, either(selectors));
      }),
    ),
});

function selectsObjects(selector: Item): Verdict {
  const kinds = selector.at("readWriteType");
  // CloudTrail takes All when nothing is said.
  const isBoth = kinds.value.kind === "absent" ? pass : isOneOf(kinds, ["All"]);
  const resources = selector.at("dataResources");
  if (resources.value.kind === "unknown") return notKnownYet(resources.path);
  const listed = resources.value.kind === "known" ? [resources.value.value].flat() : [];
  const isAll = listed.some(
    (resource) =>
      Object(resource).type === "AWS::S3::Object" && [Object(resource).values].flat().includes("arn:aws:s3"),
  );
  if (!isAll && listed.some(holdsUnknown)) return notKnownYet(resources.path);
  return isAll
    ? isBoth
    : violation(`${resources.path} leaves buckets out`, "AWS::S3::Object with the value arn:aws:s3");
}

function selectsObjectsByField(selector: Item): Verdict {
  const fields = selector.at("fieldSelectors");
  if (fields.value.kind === "unknown") return notKnownYet(fields.path);
  const listed = fields.value.kind === "known" ? [fields.value.value].flat().map(Object) : [];
  const names = listed.map(({ field }) => String(field));
  const selects = (field: string, value: string) =>
    listed.some((selected) => selected.field === field && [selected.equals].flat().includes(value));
  const isOfObjects = selects("eventCategory", "Data") && selects("resources.type", "AWS::S3::Object");
  const isNarrowed = names.some((name) => !["eventCategory", "resources.type"].includes(name));
  if (isOfObjects && !isNarrowed) return pass;
  return violation(`${fields.path} leaves events of objects out`, "eventCategory Data, resources.type AWS::S3::Object");
}

const recorders = requiredPolicy({
  id: "cfg-recorder",
  title: "AWS Config records every type, global ones too, and is on",
  severity: "high",
  rationale: "the recording shows what was changed, when, and how it was before",
  remedy:
    "add a Recorder of all supported and global types, a DeliveryChannel, and a RecorderStatus with isEnabled true",
  controls: { fsbp: ["Config.1"], cisAws: ["3.3"] },
  types: [recorderType, statusType, channelType],
  called: "a Recorder",
  check: (_found, stack): readonly Verdict[] => {
    const recorders = stack.all(recorderType);
    if (recorders.length === 0) return [violation("no Recorder", "a Recorder of this stack")];
    const isDelivered = stack.all(channelType).length > 0;
    return recorders.flatMap((recorder) => {
      const { surely, perhaps } = stack.referring([statusType], "name", recorder);
      const started = surely.map((status) => about(status, isTrue(status.at("isEnabled"))));
      const isStarted =
        surely.length > 0
          ? worst(started)
          : perhaps.length > 0
            ? undecided("which recorder a RecorderStatus starts is known only after the update")
            : violation("no RecorderStatus starts it", "a RecorderStatus with its name and isEnabled true");
      return [
        ...everythingRecorded(recorder),
        isStarted,
        isDelivered ? pass : violation("no DeliveryChannel takes what it records", "a DeliveryChannel with a bucket"),
      ].map((verdict) => about(recorder, verdict));
    });
  },
});

function everythingRecorded(recorder: Resource): readonly Verdict[] {
  const group = recorder.at("recordingGroup");
  if (group.value.kind === "unknown") return [notKnownYet(group.path)];
  // Config records all supported types when nothing is said.
  return [
    unlessSaid(recorder, "recordingGroup.allSupported"),
    isTrue(recorder.at("recordingGroup.includeGlobalResourceTypes")),
  ];
}

export const detectionPolicies = [trails, dataEvents, recorders, ...scannerPolicies, ...alarmPolicies] as const;
