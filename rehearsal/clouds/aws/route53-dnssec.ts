import type { Request, ResourceType, Rule } from "../resource-type";
import { bareArn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { delegationSigner, publicKeyFor } from "./dnssec";
import { uuid } from "./ids";
import { flag, objects, text } from "./inputs";
import { findKey, keyPolicyOf, keySpecOf } from "./key-use";
import { allowsService } from "./policy-document";

const ZONE = "aws:route53/zone:Zone";
const SIGNING = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec";
const KEY_SIGNING_KEY = "aws:route53/keySigningKey:KeySigningKey";
const QUERY_LOG = "aws:route53/queryLog:QueryLog";

const zoneOf = ({ world, inputs }: Pick<Request, "world" | "inputs">) =>
  world.get(ZONE, text(inputs, "hostedZoneId") ?? "");

const keyName: Rule = {
  name: "key-signing-key-name",
  operation: "CreateKeySigningKey",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || /^[A-Za-z0-9_]{3,128}$/.test(name)) return undefined;
    return {
      code: "InvalidKeySigningKeyName",
      message: `The name '${name}' of a key-signing key must be 3 to 128 letters, digits and underscores.`,
    };
  },
};

const keyFits: Rule = {
  name: "key-signing-key-kms-key",
  operation: "CreateKeySigningKey",
  on: ["create"],
  refuse({ world, inputs }) {
    const keyArn = text(inputs, "keyManagementServiceArn") ?? "";
    const key = findKey(world, keyArn);
    const fault = !key
      ? "the key does not exist"
      : parseArn(keyArn)?.region !== "us-east-1"
        ? `the key must lie in us-east-1, not in ${key.region}`
        : keySpecOf(key) !== "ECC_NIST_P256" || text(key.inputs, "keyUsage") !== "SIGN_VERIFY"
          ? `the key must be ECC_NIST_P256 for SIGN_VERIFY, not ${keySpecOf(key)} for ${text(key.inputs, "keyUsage") ?? "ENCRYPT_DECRYPT"}`
          : flag(key.inputs, "multiRegion")
            ? "the key must be of a single region"
            : allowsService(keyPolicyOf(world, key), ["dnssec-route53.amazonaws.com"])
              ? undefined
              : "its policy must let dnssec-route53.amazonaws.com use it (kms:DescribeKey, kms:GetPublicKey, kms:Sign, kms:CreateGrant)";
    return fault ? { code: "InvalidKMSArn", message: `${keyArn} cannot sign a zone: ${fault}.` } : undefined;
  },
};

const publicZone = (kind: string, operation: string): Rule => ({
  name: `${kind}-public-zone`,
  operation,
  on: ["create"],
  refuse(request) {
    const zone = zoneOf(request);
    if (!zone || objects(zone.inputs, "vpcs").length === 0) return undefined;
    return { code: "InvalidArgument", message: `${zone.id} is a private hosted zone, which cannot be signed.` };
  },
});

const onlyKeyInUse: Rule = {
  name: "key-signing-key-in-use",
  operation: "DeactivateKeySigningKey",
  on: ["delete"],
  refuse({ world, inputs, before }) {
    const zoneId = text(inputs, "hostedZoneId");
    const signing = world
      .all(SIGNING)
      .some((one) => one.inputs.hostedZoneId === zoneId && one.inputs.signingStatus !== "NOT_SIGNING");
    const others = world
      .all(KEY_SIGNING_KEY)
      .filter((one) => one.id !== before?.id && one.inputs.hostedZoneId === zoneId && one.inputs.status !== "INACTIVE");
    if (!signing || others.length > 0) return undefined;
    return {
      code: "KeySigningKeyInUse",
      message: `${before?.id} is the only active key of a zone with DNSSEC signing. Disable DNSSEC signing, or add another key first.`,
    };
  },
};

const activeKey: Rule = {
  name: "dnssec-needs-active-key",
  operation: "EnableHostedZoneDNSSEC",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const active = world
      .all(KEY_SIGNING_KEY)
      .some((key) => key.inputs.hostedZoneId === inputs.hostedZoneId && key.inputs.status !== "INACTIVE");
    if (active || inputs.signingStatus === "NOT_SIGNING") return undefined;
    return {
      code: "KeySigningKeyWithActiveStatusNotFound",
      message: `The hosted zone ${text(inputs, "hostedZoneId")} has no key-signing key with status ACTIVE.`,
    };
  },
};

const logGroupFits: Rule = {
  name: "query-log-group",
  operation: "CreateQueryLoggingConfig",
  on: ["create"],
  refuse({ world, inputs }) {
    const groupArn = (text(inputs, "cloudwatchLogGroupArn") ?? "").replace(/:\*$/, "");
    if (parseArn(groupArn)?.region !== "us-east-1") {
      return { code: "InvalidInput", message: `The log group of query logs must lie in us-east-1: ${groupArn}` };
    }
    if (world.findBy("aws:cloudwatch/logGroup:LogGroup", "arn", groupArn)) return undefined;
    return {
      code: "NoSuchCloudWatchLogsLogGroup",
      status: 404,
      message: `There is no CloudWatch Logs log group ${groupArn}.`,
    };
  },
};

const logPolicy: Rule = {
  name: "query-log-resource-policy",
  operation: "CreateQueryLoggingConfig",
  on: ["create"],
  refuse({ world }) {
    const permitted = world
      .all("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
      .some(
        (policy) =>
          policy.region === "us-east-1" &&
          allowsService(text(policy.inputs, "policyDocument") ?? "", ["route53.amazonaws.com"]),
      );
    if (permitted) return undefined;
    return {
      code: "InsufficientCloudWatchLogsResourcePolicy",
      message:
        "Amazon Route 53 doesn't have the permissions that it needs: add a log resource policy in us-east-1 that lets route53.amazonaws.com call logs:CreateLogStream and logs:PutLogEvents.",
    };
  },
};

const onePerZone: Rule = {
  name: "query-log-once",
  operation: "CreateQueryLoggingConfig",
  on: ["create"],
  refuse({ world, inputs }) {
    const zoneId = text(inputs, "zoneId");
    if (!world.all(QUERY_LOG).some((log) => log.inputs.zoneId === zoneId)) return undefined;
    return {
      code: "QueryLoggingConfigAlreadyExists",
      status: 409,
      message: `A query logging configuration already exists for ${zoneId}.`,
    };
  },
};

export const dnssecTypes: readonly ResourceType[] = [
  awsType({
    type: KEY_SIGNING_KEY,
    service: "Route 53",
    label: "Route 53 Key Signing Key",
    global: true,
    replaceOn: ["hostedZoneId", "keyManagementServiceArn", "name"],
    // The name that Pulumi makes up has a hyphen, which Route 53 refuses: a program has to name the key.
    autoName: { property: "name", maxLength: 128 },
    defaults: { status: "ACTIVE" },
    id: ({ inputs }) => `${text(inputs, "hostedZoneId")},${text(inputs, "name")}`,
    computed(request) {
      const zone = text(zoneOf(request)?.inputs ?? {}, "name") ?? "";
      const signer = delegationSigner(zone, publicKeyFor(text(request.inputs, "keyManagementServiceArn") ?? ""));
      return {
        ...signer,
        digestAlgorithmMnemonic: "SHA-256",
        digestAlgorithmType: 2,
        flag: 257,
        signingAlgorithmMnemonic: "ECDSAP256SHA256",
        signingAlgorithmType: 13,
      };
    },
    references: [{ property: "hostedZoneId", to: [ZONE], missing: "NoSuchHostedZone" }],
    rules: [keyName, keyFits, publicZone("key-signing-key", "CreateKeySigningKey"), onlyKeyInUse],
  }),
  awsType({
    type: SIGNING,
    service: "Route 53",
    label: "Route 53 Hosted Zone DNSSEC",
    global: true,
    replaceOn: ["hostedZoneId"],
    defaults: { signingStatus: "SIGNING" },
    id: ({ inputs }) => text(inputs, "hostedZoneId") ?? "",
    references: [{ property: "hostedZoneId", to: [ZONE], missing: "NoSuchHostedZone" }],
    rules: [publicZone("dnssec", "EnableHostedZoneDNSSEC"), activeKey],
  }),
  awsType({
    type: QUERY_LOG,
    service: "Route 53",
    label: "Route 53 Query Logging Config",
    global: true,
    replaceOn: ["cloudwatchLogGroupArn", "zoneId"],
    id: (request) => uuid(request),
    arn: (request, id) => bareArn(request, "route53", `queryloggingconfig/${id}`),
    references: [{ property: "zoneId", to: [ZONE], missing: "NoSuchHostedZone" }],
    rules: [logGroupFits, logPolicy, onePerZone],
  }),
];
