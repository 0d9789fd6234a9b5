import type { ResourceType, Rule } from "../resource-type";
import { bareArn } from "./arn";
import { awsType } from "./aws-type";
import { flag, text } from "./inputs";
import { factsOf } from "./regions";

const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

const bucketName: Rule = {
  name: "bucket-name",
  operation: "CreateBucket",
  on: ["create"],
  refuse({ inputs }) {
    const name = text(inputs, "bucket") ?? "";
    const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^xn--|-s3alias$|--ol-s3$/.test(name);
    if (shaped && !/^\d+\.\d+\.\d+\.\d+$/.test(name)) return undefined;
    return {
      code: "InvalidBucketName",
      message: `The specified bucket is not valid: '${name}' must be 3 to 63 lower-case letters, digits, dots and hyphens, and begin and end with a letter or digit.`,
    };
  },
};

const bucketTaken: Rule = {
  name: "bucket-name-taken",
  operation: "CreateBucket",
  on: ["create"],
  refuse({ world, region, inputs }) {
    const name = text(inputs, "bucket") ?? "";
    const owned = world.get(BUCKET, name);
    if (owned) {
      // us-east-1 answers such a request with success for its own buckets, but the provider looks before it creates.
      const code = owned.region === region ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists";
      return {
        code,
        status: 409,
        message: `The bucket ${name} exists already; bucket names are unique in all of AWS.`,
      };
    }
    return undefined;
  },
};

const bucketEmpty: Rule = {
  name: "bucket-not-empty",
  operation: "DeleteBucket",
  on: ["delete"],
  refuse({ world, inputs, before }) {
    const held = world.findBy(OBJECT, "bucket", before?.id);
    if (!held || flag(inputs, "forceDestroy")) return undefined;
    return {
      code: "BucketNotEmpty",
      status: 409,
      message: `The bucket you tried to delete is not empty (${text(held.inputs, "key")}). You must delete all versions in the bucket.`,
    };
  },
};

export const s3Types: readonly ResourceType[] = [
  awsType({
    type: BUCKET,
    service: "S3",
    label: "S3 Bucket",
    replaceOn: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
    autoName: { property: "bucket", maxLength: 63 },
    defaults: { forceDestroy: false },
    id: ({ inputs }) => text(inputs, "bucket") ?? "",
    arn: (request, id) => bareArn(request, "s3", id),
    computed({ region }, id) {
      return {
        acl: "private",
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketNamespace: "global",
        bucketRegion: region,
        bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
        hostedZoneId: factsOf(region).hostedZones.s3,
        logging: {},
        objectLockConfiguration: {},
        replicationConfiguration: {},
        requestPayer: "BucketOwner",
        // Since January 2023 every bucket is encrypted by S3's own keys at least.
        serverSideEncryptionConfiguration: {
          rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false },
        },
        versioning: { enabled: false, mfaDelete: false },
        website: {},
        websiteDomain: "",
        websiteEndpoint: "",
      };
    },
    rules: [bucketName, bucketTaken, bucketEmpty],
  }),
  awsType({
    type: OBJECT,
    service: "S3",
    label: "S3 Object",
    replaceOn: ["bucket", "key"],
    id: ({ inputs }) => `${text(inputs, "bucket")}/${text(inputs, "key")}`,
    arn: (request, id) => bareArn(request, "s3", id),
    computed: (request) => ({
      acl: "private",
      checksumCrc32: "",
      checksumCrc32c: "",
      checksumCrc64nvme: "",
      checksumSha1: "",
      checksumSha256: "",
      contentType: "application/octet-stream",
      etag: request.hex(32),
      key: request.name,
      serverSideEncryption: "AES256",
      storageClass: "STANDARD",
      versionId: "",
    }),
    references: [{ property: "bucket", to: [BUCKET], missing: "NoSuchBucket" }],
  }),
];
