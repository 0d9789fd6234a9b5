import type { Properties } from "../../../safes/plugin/provider";
import type { Request, ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { lowerLetters, sha256, timestamp, uuid } from "./ids";
import { isSet, objects, text, texts } from "./inputs";

const CERTIFICATE = "aws:acm/certificate:Certificate";

const domainsOf = (inputs: Properties): string[] => {
  const named = [text(inputs, "domainName"), ...texts(inputs, "subjectAlternativeNames")];
  return [...new Set(named.filter((domain) => domain !== undefined))];
};

/** The records that prove control; a wildcard and its base share one, and a domain keeps its record for ever. */
function validationRecords(request: Request): Properties[] {
  if (text(request.inputs, "validationMethod") !== "DNS") return [];
  const { accountId } = request.world;
  return domainsOf(request.inputs).map((domainName) => {
    const base = domainName.replace(/^\*\./, "");
    const [name, target] = [sha256(`acm/name/${accountId}/${base}`), sha256(`acm/value/${accountId}/${base}`)];
    const cell = lowerLetters({ hex: (length) => target.slice(0, length) }, "cell", 10);
    return {
      domainName,
      resourceRecordName: `_${name.slice(0, 32)}.${base}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${target.slice(0, 32)}.${cell}.acm-validations.aws.`,
    };
  });
}

const domainName: Rule = {
  name: "certificate-domain",
  operation: "RequestCertificate",
  on: ["create"],
  refuse({ inputs }) {
    const wrong = domainsOf(inputs).find(
      (domain) => domain.length > 253 || !/^(\*\.)?(([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)\.)+[a-z]{2,63}$/i.test(domain),
    );
    if (wrong === undefined) return undefined;
    return {
      code: "ValidationException",
      message: `Value '${wrong}' at 'domainName' is no fully qualified domain name.`,
    };
  },
};

const domainCount: Rule = {
  name: "certificate-domain-count",
  operation: "RequestCertificate",
  on: ["create"],
  refuse({ inputs }) {
    const { length } = domainsOf(inputs);
    if (length <= 10) return undefined;
    return {
      code: "LimitExceededException",
      message: `A certificate names at most 10 domains (default quota), got ${length}.`,
    };
  },
};

const recordsNamed: Rule = {
  name: "certificate-validation-records",
  operation: "DescribeCertificate",
  on: ["create"],
  refuse({ world, inputs }) {
    const certificate = world.get(CERTIFICATE, text(inputs, "certificateArn") ?? "");
    if (!certificate || !isSet(inputs, "validationRecordFqdns")) return undefined;
    const given = texts(inputs, "validationRecordFqdns").map((name) => name.replace(/\.$/, "").toLowerCase());
    const missing = objects(certificate.outputs, "domainValidationOptions")
      .map((option) => (text(option, "resourceRecordName") ?? "").replace(/\.$/, "").toLowerCase())
      .find((name) => !given.includes(name));
    if (missing === undefined) return undefined;
    return { code: "ValidationException", message: `missing DNS validation record: ${missing}` };
  },
};

const validatable: Rule = {
  name: "certificate-validation-method",
  operation: "DescribeCertificate",
  on: ["create"],
  refuse({ world, inputs }) {
    const certificate = world.get(CERTIFICATE, text(inputs, "certificateArn") ?? "");
    if (!certificate || text(certificate.outputs, "type") === "AMAZON_ISSUED") return undefined;
    return {
      code: "ValidationException",
      message: `The certificate (${certificate.id}) has type ${text(certificate.outputs, "type")}, no validation necessary`,
    };
  },
};

const inUse: Rule = {
  name: "certificate-in-use",
  operation: "DeleteCertificate",
  on: ["delete"],
  refuse({ world, before }) {
    const holder =
      world.findBy("aws:lb/listener:Listener", "certificateArn", before?.id) ??
      world.findBy("aws:lb/listenerCertificate:ListenerCertificate", "certificateArn", before?.id);
    if (!holder) return undefined;
    return { code: "ResourceInUseException", message: `Certificate ${before?.id} is in use by ${holder.id}.` };
  },
};

export const acmTypes: readonly ResourceType[] = [
  awsType({
    type: CERTIFICATE,
    service: "ACM",
    label: "ACM Certificate",
    replaceOn: [
      "certificateAuthorityArn",
      "domainName",
      "keyAlgorithm",
      "subjectAlternativeNames",
      "validationMethod",
      "validationOptions",
    ],
    id: (request) => arn(request, "acm", `certificate/${uuid(request)}`),
    arn: (_, id) => id,
    computed(request) {
      const { inputs } = request;
      const imported = isSet(inputs, "privateKey") || isSet(inputs, "privateKeyWo");
      return {
        domainValidationOptions: imported ? [] : validationRecords(request),
        keyAlgorithm: "RSA_2048",
        // Set by ACM once the certificate is issued, which this resource does not wait for.
        notAfter: "",
        notBefore: "",
        options: { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" },
        pendingRenewal: false,
        renewalEligibility: "INELIGIBLE",
        renewalSummaries: [],
        status: imported ? "ISSUED" : "PENDING_VALIDATION",
        subjectAlternativeNames: domainsOf(inputs),
        type: imported ? "IMPORTED" : isSet(inputs, "certificateAuthorityArn") ? "PRIVATE" : "AMAZON_ISSUED",
        validationEmails: [],
        validationMethod: imported ? "NONE" : "DNS",
      };
    },
    rules: [domainName, domainCount, inUse],
  }),
  awsType({
    type: "aws:acm/certificateValidation:CertificateValidation",
    service: "ACM",
    label: "ACM Certificate Validation",
    replaceOn: ["certificateArn", "validationRecordFqdns"],
    // The provider's id is the time of issue.
    id: () => timestamp(),
    references: [{ property: "certificateArn", to: [CERTIFICATE], by: "arn", missing: "ResourceNotFoundException" }],
    rules: [recordsNamed, validatable],
  }),
];
