import { holdsAll, isNotFalse, isOneOf, isOurKey, isPresent, isTrue } from "./assessment/expectations";
import { requiredPolicy } from "./assessment/required";
import type { Item } from "./assessment/resource";
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
        isNotFalse(trail.at("enableLogging")),
        isNotFalse(trail.at("includeGlobalServiceEvents")),
      ].map((verdict) => about(trail, verdict)),
    ),
});

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
        const none = violation("eventSelectors name no objects of S3", "AWS::S3::Object, All");
        const selectors = [
          ...trail.items("eventSelectors").map(selectsObjects),
          ...trail.items("advancedEventSelectors").map(selectsObjectsByField),
        ];
        return about(trail, either([...selectors, none]));
      }),
    ),
});

function selectsObjects(selector: Item): Verdict {
  const kinds = selector.at("readWriteType");
  // CloudTrail takes All when nothing is said.
  const isBoth = kinds.value.kind === "absent" ? pass : isOneOf(kinds, ["All"]);
  const { path } = selector.at("dataResources");
  const none = violation(`${path} leaves buckets out`, "AWS::S3::Object with the value arn:aws:s3");
  const resources = selector
    .items("dataResources")
    .map((resource) =>
      worst([
        isOneOf(resource.at("type"), ["AWS::S3::Object"]),
        holdsAll(resource.elements("values[]"), `${resource.path}.values`, ["arn:aws:s3"]),
      ]),
    );
  return worst([either([none, ...resources]), isBoth]);
}

function selectsObjectsByField(selector: Item): Verdict {
  const { path } = selector.at("fieldSelectors");
  const fields = selector.items("fieldSelectors");
  const selects = (field: string, value: string) => {
    const none = violation(`${path} leaves events of objects out`, `${field} ${value}`);
    const selected = fields.map((named) =>
      worst([
        isOneOf(named.at("field"), [field]),
        holdsAll(named.elements("equals[]"), `${named.path}.equals`, [value]),
      ]),
    );
    return either([none, ...selected]);
  };
  return worst([
    selects("eventCategory", "Data"),
    selects("resources.type", "AWS::S3::Object"),
    // Any other field narrows what is recorded.
    ...fields.map((named) => isOneOf(named.at("field"), ["eventCategory", "resources.type"])),
  ]);
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
        // Config records all supported types when nothing is said.
        isNotFalse(recorder.at("recordingGroup.allSupported")),
        isTrue(recorder.at("recordingGroup.includeGlobalResourceTypes")),
        isStarted,
        isDelivered ? pass : violation("no DeliveryChannel takes what it records", "a DeliveryChannel with a bucket"),
      ].map((verdict) => about(recorder, verdict));
    });
  },
});

export const detectionPolicies = [trails, dataEvents, recorders, ...scannerPolicies, ...alarmPolicies] as const;
