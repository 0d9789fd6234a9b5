import type { Properties } from "../../../safes/plugin/provider";
import type { Reference, Request, ResourceType, Rule, World } from "../resource-type";
import { awsType } from "./aws-type";
import { flag, isSet, number, object, objects, text } from "./inputs";
import { parsePolicy, unknownPrincipal } from "./policy-document";
import { lifecycleRules } from "./s3-lifecycle";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const OBJECT_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

const bucketOf = ({ inputs }: Pick<Request, "inputs">) => text(inputs, "bucket") ?? "";
const isLocked = (world: World, bucket: string) => flag(world.get(BUCKET, bucket)?.inputs ?? {}, "objectLockEnabled");

const lockNeedsVersioning: Rule = {
  name: "object-lock-versioning",
  operation: "PutObjectLockConfiguration",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const bucket = bucketOf({ inputs });
    const versioning = world.findBy(VERSIONING, "bucket", bucket)?.inputs ?? {};
    // A bucket that was made with object lock is versioned from its birth.
    if (isLocked(world, bucket) || text(versioning, "versioningConfiguration.status") === "Enabled") return undefined;
    return {
      code: "InvalidBucketState",
      status: 409,
      message: `Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration (${bucket}).`,
    };
  },
};

const lockRetention: Rule = {
  name: "object-lock-retention",
  operation: "PutObjectLockConfiguration",
  on: ["create", "update"],
  refuse({ inputs }) {
    const retention = object(inputs, "rule.defaultRetention");
    if (!isSet(inputs, "rule")) return undefined;
    const [days, years] = [number(retention, "days"), number(retention, "years")];
    const set = [days, years].filter((one) => one !== undefined);
    const positive = set.every((one) => one > 0) && (days ?? 0) <= 36500 && (years ?? 0) <= 100;
    const mode = ["GOVERNANCE", "COMPLIANCE"].includes(text(retention, "mode") ?? "");
    if (set.length === 1 && positive && mode) return undefined;
    return {
      code: "MalformedXML",
      message:
        "defaultRetention takes mode GOVERNANCE or COMPLIANCE, and either days (1 to 36500) or years (1 to 100).",
    };
  },
};

const versioningKept: Rule = {
  name: "object-lock-keeps-versioning",
  operation: "PutBucketVersioning",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const bucket = bucketOf({ inputs });
    const locked = isLocked(world, bucket) || world.findBy(OBJECT_LOCK, "bucket", bucket) !== undefined;
    if (!locked || text(inputs, "versioningConfiguration.status") === "Enabled") return undefined;
    return {
      code: "InvalidBucketState",
      status: 409,
      message: "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    };
  },
};

const sseAlgorithm: Rule = {
  name: "bucket-encryption-algorithm",
  operation: "PutBucketEncryption",
  on: ["create", "update"],
  refuse({ inputs }) {
    const wrong = objects(inputs, "rules").find((rule) => {
      const applied = object(rule, "applyServerSideEncryptionByDefault");
      return isSet(applied, "kmsMasterKeyId") && !text(applied, "sseAlgorithm")?.startsWith("aws:kms");
    });
    if (!wrong) return undefined;
    return {
      code: "InvalidArgument",
      message: "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    };
  },
};

const targetBucket: Rule = {
  name: "bucket-logging-target",
  operation: "PutBucketLogging",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const [source, target] = [
      world.get(BUCKET, bucketOf({ inputs })),
      world.get(BUCKET, text(inputs, "targetBucket") ?? ""),
    ];
    if (target && (!source || source.region === target.region)) return undefined;
    const fault = target ? `must lie in the same region (${source?.region}), not ${target.region}` : "does not exist";
    return {
      code: "InvalidTargetBucketForLogging",
      message: `The target bucket for logging ${fault}: ${text(inputs, "targetBucket")}`,
    };
  },
};

const policyPrincipals: Rule = {
  name: "bucket-policy-principals",
  operation: "PutBucketPolicy",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const policy = parsePolicy(text(inputs, "policy") ?? "");
    if ("fault" in policy) return undefined;
    const unknown = unknownPrincipal(world, policy.statements);
    return unknown === undefined
      ? undefined
      : { code: "MalformedPolicy", message: `Invalid principal in policy (${unknown})` };
  },
};

const policyResources: Rule = {
  name: "bucket-policy-resources",
  operation: "PutBucketPolicy",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const policy = parsePolicy(text(inputs, "policy") ?? "");
    if ("fault" in policy) return undefined;
    const own = `arn:${world.partition}:s3:::${bucketOf({ inputs })}`;
    const foreign = policy.statements
      .flatMap(({ resources }) => resources)
      .find((resource) => resource !== own && !resource.startsWith(`${own}/`));
    if (foreign === undefined) return undefined;
    return { code: "MalformedPolicy", message: `Policy has invalid resource: ${foreign} is not of ${own}.` };
  },
};

const publicPolicy: Rule = {
  name: "bucket-policy-public",
  operation: "PutBucketPolicy",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const blocked = flag(world.findBy(ACCESS_BLOCK, "bucket", bucketOf({ inputs }))?.inputs ?? {}, "blockPublicPolicy");
    const policy = parsePolicy(text(inputs, "policy") ?? "");
    if (!blocked || "fault" in policy) return undefined;
    const isPublic = policy.statements.some(
      ({ effect, principals, conditional }) => effect === "Allow" && !conditional && principals?.AWS?.includes("*"),
    );
    if (!isPublic) return undefined;
    return {
      code: "AccessDenied",
      status: 403,
      message:
        "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    };
  },
};

const aclSupported: Rule = {
  name: "bucket-acl-ownership",
  operation: "PutBucketAcl",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const controls = world.findBy(OWNERSHIP, "bucket", bucketOf({ inputs }))?.inputs ?? {};
    const ownership = text(controls, "rule.objectOwnership") ?? "BucketOwnerEnforced";
    if (ownership !== "BucketOwnerEnforced") return undefined;
    return {
      code: "AccessControlListNotSupported",
      message: "The bucket does not allow ACLs (its owner is enforced).",
    };
  },
};

const toBucket: Reference = { property: "bucket", to: [BUCKET], missing: "NoSuchBucket" };

/** A configuration of a bucket: it lives and dies with the bucket and bears the bucket's name as id. */
const configuration = (
  type: string,
  label: string,
  extra: {
    computed?: Properties;
    defaults?: Properties;
    rules?: readonly Rule[];
    replaceOn?: readonly string[];
    references?: readonly Reference[];
  } = {},
): ResourceType =>
  awsType({
    type,
    service: "S3",
    label,
    replaceOn: ["bucket", ...(extra.replaceOn ?? [])],
    ...(extra.defaults && { defaults: extra.defaults }),
    id: bucketOf,
    computed: () => extra.computed ?? {},
    references: [toBucket, ...(extra.references ?? [])],
    rules: extra.rules ?? [],
  });

const owner = ["expectedBucketOwner"];

export const s3ConfigurationTypes: readonly ResourceType[] = [
  configuration(VERSIONING, "S3 Bucket Versioning", { rules: [versioningKept], replaceOn: owner }),
  configuration(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "S3 Bucket Server-side Encryption Configuration",
    // S3 takes any key id here and refuses only the objects later, so there is no rule on the key.
    { rules: [sseAlgorithm], replaceOn: owner },
  ),
  configuration(ACCESS_BLOCK, "S3 Bucket Public Access Block", {
    defaults: {
      blockPublicAcls: false,
      blockPublicPolicy: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    },
  }),
  configuration("aws:s3/bucketPolicy:BucketPolicy", "S3 Bucket Policy", {
    rules: [policyPrincipals, policyResources, publicPolicy],
  }),
  configuration(OWNERSHIP, "S3 Bucket Ownership Controls"),
  configuration(OBJECT_LOCK, "S3 Bucket Object Lock Configuration", {
    defaults: { objectLockEnabled: "Enabled" },
    replaceOn: [...owner, "objectLockEnabled"],
    rules: [lockNeedsVersioning, lockRetention],
  }),
  configuration(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "S3 Bucket Lifecycle Configuration",
    {
      computed: { transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
      replaceOn: owner,
      rules: lifecycleRules,
    },
  ),
  configuration("aws:s3/bucketLogging:BucketLogging", "S3 Bucket Logging", { replaceOn: owner, rules: [targetBucket] }),
  configuration("aws:s3/bucketAcl:BucketAcl", "S3 Bucket ACL", {
    computed: { accessControlPolicy: {} },
    replaceOn: owner,
    rules: [aclSupported],
  }),
  awsType({
    type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    service: "S3 Control",
    label: "S3 Account Public Access Block",
    global: true,
    replaceOn: ["accountId"],
    defaults: {
      blockPublicAcls: false,
      blockPublicPolicy: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    },
    id: ({ world, inputs }) => text(inputs, "accountId") ?? world.accountId,
    computed: ({ world }) => ({ accountId: world.accountId }),
  }),
];
