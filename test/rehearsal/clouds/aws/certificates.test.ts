import { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

describe("certificates", () => {
  testRules([
    {
      rule: "certificate-domain",
      refuses: "a name that is no domain",
      code: "ValidationException",
      type: CERTIFICATE,
      fine: { domainName: "*.jeju.network" },
      wrong: { domainName: "rpc.*.network" },
    },
    {
      rule: "certificate-domain-count",
      refuses: "more than ten domains",
      code: "LimitExceededException",
      type: CERTIFICATE,
      wrong: { subjectAlternativeNames: Array.from({ length: 10 }, (_, index) => `n${index}.jeju.network`) },
    },
    {
      rule: "certificate-in-use",
      refuses: "to delete the certificate of a listener",
      code: "ResourceInUseException",
      mayGo: (account) => account.certified("free.jeju.network"),
      mayNot: ({ certificate }) => certificate,
    },
    {
      rule: "certificate-validation-records",
      refuses: "a validation that forgets one of the records",
      code: "ValidationException",
      type: VALIDATION,
      fine: ({ certificate }) => {
        const [{ resourceRecordName }] = certificate.outputs.domainValidationOptions as [
          { resourceRecordName: string },
        ];
        return { validationRecordFqdns: [resourceRecordName.replace(/\.$/, "")] };
      },
      wrong: { validationRecordFqdns: ["_other.rpc.jeju.network"] },
    },
    {
      rule: "certificate-validation-method",
      refuses: "to validate a certificate that was imported",
      code: "ValidationException",
      type: VALIDATION,
      wrong: (account) => ({
        certificateArn: account.add(CERTIFICATE, { privateKey: "k", certificateBody: "c" }).id,
      }),
    },
  ]);

  it("asks for one record for a domain and its wildcard, the same each time", () => {
    const account = new FurnishedAccount();
    const names = { domainName: "jeju.network", subjectAlternativeNames: ["*.jeju.network"], validationMethod: "DNS" };
    const options = [0, 1].map(
      () => account.add(CERTIFICATE, names).outputs.domainValidationOptions as { resourceRecordName: string }[],
    );
    const records = options.flat().map(({ resourceRecordName }) => resourceRecordName);
    expect(records).toHaveLength(4);
    expect(new Set(records).size).toBe(1);
    expect(records[0]).toMatch(/^_[0-9a-f]{32}\.jeju\.network\.$/);
  });
});
