import { trail } from "../account-baseline";
import type { PolicyCases } from "../case";
import { aws } from "../case";
import { unknown } from "../engine-stub";
import { key } from "./places";

const elsewhere = aws("sns/Topic", "topic", {});
const flag = (property: string, found = new RegExp(`${property} is (false|not set)`)) => ({
  [`a trail with ${property} off`]: { resources: [key, trail({ [property]: false })], found },
});
const objects = (rest: Record<string, unknown> = {}) => ({
  dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }],
  ...rest,
});
const fields = (...more: readonly Record<string, unknown>[]) => [
  {
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: ["AWS::S3::Object"] },
      ...more,
    ],
  },
];

const newer = (...fieldSelectors: readonly Record<string, unknown>[]) =>
  trail({ eventSelectors: undefined, advancedEventSelectors: [{ fieldSelectors }] });
const ofType = (type: string) => ({ field: "resources.type", equals: [type] });

export const trailCases: readonly PolicyCases[] = [
  {
    policy: "ct-trail",
    good: {
      "a trail of every region under a key of the stack": [key, trail()],
      "a trail that says what it does anyway": [key, trail({ enableLogging: true, includeGlobalServiceEvents: true })],
    },
    bad: {
      "an account without a trail": { resources: [elsewhere], found: /found: no Trail/ },
      ...flag("isMultiRegionTrail"),
      ...flag("enableLogFileValidation"),
      ...flag("enableLogging"),
      ...flag("includeGlobalServiceEvents"),
      "a trail of one region by default": {
        resources: [key, trail({ isMultiRegionTrail: undefined })],
        found: /isMultiRegionTrail is not set/,
      },
      "files that nobody validates by default": {
        resources: [key, trail({ enableLogFileValidation: undefined })],
        found: /enableLogFileValidation is not set/,
      },
      "a trail that CloudWatch does not see": {
        resources: [key, trail({ cloudWatchLogsGroupArn: undefined })],
        found: /cloudWatchLogsGroupArn is not set/,
      },
      "a trail without a key": { resources: [trail({ kmsKeyId: undefined })], found: /kmsKeyId is not set/ },
      "a trail under AWS's key": {
        resources: [trail({ kmsKeyId: "alias/aws/cloudtrail" })],
        found: /kmsKeyId is the AWS-managed alias\/aws\/cloudtrail/,
      },
      "a second trail of one region": {
        resources: [key, trail(), { ...trail({ isMultiRegionTrail: false }), name: "second" }],
        found: /second[\s\S]*isMultiRegionTrail is false/,
      },
    },
    unknown: {
      "a key that nothing in the stack tells of": [trail({ kmsKeyId: unknown })],
      "a flag that another resource computes": [key, trail({ isMultiRegionTrail: unknown })],
    },
  },
  {
    policy: "ct-data-events",
    good: {
      "reads and writes of all buckets": [trail()],
      "both by default": [trail({ eventSelectors: [objects()] })],
      "functions beside the objects": [
        trail({
          eventSelectors: [
            {
              dataResources: [
                { type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] },
                ...objects().dataResources,
              ],
            },
          ],
        }),
      ],
      "the newer selectors": [trail({ eventSelectors: undefined, advancedEventSelectors: fields() })],
      "one trail of two": [trail({ eventSelectors: undefined }), { ...trail(), name: "second" }],
    },
    bad: {
      "an account without a trail": { resources: [elsewhere], found: /found: no Trail/ },
      "a trail of management events": {
        resources: [trail({ eventSelectors: undefined })],
        found: /eventSelectors name no objects of S3/,
      },
      "writes only": {
        resources: [trail({ eventSelectors: [objects({ readWriteType: "WriteOnly" })] })],
        found: /readWriteType is WriteOnly/,
      },
      "one bucket": {
        resources: [
          trail({ eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::one/"] }] }] }),
        ],
        found: /dataResources leaves buckets out/,
      },
      "functions only": {
        resources: [
          trail({ eventSelectors: [{ dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:s3"] }] }] }),
        ],
        found: /dataResources leaves buckets out/,
      },
      "the newer selectors, reads only": {
        resources: [
          trail({ eventSelectors: undefined, advancedEventSelectors: fields({ field: "readOnly", equals: ["true"] }) }),
        ],
        found: /advancedEventSelectors\[0\]\.fieldSelectors\[2\]\.field is readOnly/,
      },
      "the newer selectors, of functions": {
        resources: [newer({ field: "eventCategory", equals: ["Data"] }, ofType("AWS::Lambda::Function"))],
        found: /fieldSelectors leaves events of objects out/,
      },
      "the newer selectors, of management events": {
        resources: [newer({ field: "eventCategory", equals: ["Management"] }, ofType("AWS::S3::Object"))],
        found: /fieldSelectors leaves events of objects out/,
      },
      "the newer selectors, of every category": {
        resources: [newer(ofType("AWS::S3::Object"))],
        found: /fieldSelectors leaves events of objects out/,
      },
      "selectors without resources": {
        resources: [trail({ eventSelectors: [{ readWriteType: "All" }] })],
        found: /dataResources leaves buckets out/,
      },
    },
    unknown: {
      "selectors that another resource computes": [trail({ eventSelectors: unknown })],
      "fields that another resource computes": [
        trail({ eventSelectors: undefined, advancedEventSelectors: [{ fieldSelectors: unknown }] }),
      ],
      "the value of a field that another resource computes": [
        newer({ field: "eventCategory", equals: [unknown] }, ofType("AWS::S3::Object")),
      ],
      "resources of which one is computed by another resource": [
        trail({
          eventSelectors: [{ dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] }, unknown] }],
        }),
      ],
      "whether reads are recorded, which another resource computes": [
        trail({ eventSelectors: [objects({ readWriteType: unknown })] }),
      ],
      "buckets that another resource computes": [
        trail({ eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: [unknown] }] }] }),
      ],
      "a kind of resource that another resource computes": [
        trail({ eventSelectors: [{ dataResources: [{ type: unknown, values: ["arn:aws:s3"] }] }] }),
      ],
    },
  },
];
