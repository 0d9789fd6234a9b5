import { Certificates } from "../../infra/certificates";
import { Recording } from "./recorded-resources";

const hostnames = ["rpc.origin.jeju.network", "ws.origin.jeju.network"] as const;

/** ACM answers in an order of its own. */
const proofs = [...hostnames].reverse().map((domainName) => ({
  domainName,
  resourceRecordName: `_proof.${domainName}.`,
  resourceRecordType: "CNAME",
  resourceRecordValue: `_${domainName}.acm-validations.aws.`,
}));

describe("Certificates", () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await Recording.of(
      () => {
        new Certificates("jeju-test-certificates", { hostnames, zoneId: "Z1" });
      },
      ({ type, name }) => ({
        ...(type === "aws:acm/certificate:Certificate" && { domainValidationOptions: proofs }),
        ...(type === "aws:route53/record:Record" && { fqdn: `fqdn-of-${name}` }),
      }),
    );
  });

  it("covers all hostnames of the origin with one certificate, proven by DNS", () => {
    expect(recording.inputs("aws:acm/certificate:Certificate")).toMatchObject({
      domainName: "rpc.origin.jeju.network",
      subjectAlternativeNames: ["ws.origin.jeju.network"],
      validationMethod: "DNS",
    });
  });

  it.each(hostnames)("places the proof of %s, in whatever order ACM asks", (hostname) => {
    expect(recording.inputs("aws:route53/record:Record", `-proof-${hostname}`)).toMatchObject({
      zoneId: "Z1",
      name: `_proof.${hostname}.`,
      type: "CNAME",
      records: [`_${hostname}.acm-validations.aws.`],
    });
  });

  it("waits for ACM to have seen every proof", () => {
    const { validationRecordFqdns } = recording.inputs("aws:acm/certificateValidation:CertificateValidation");
    expect(validationRecordFqdns).toEqual(
      hostnames.map((hostname) => `fqdn-of-jeju-test-certificates-proof-${hostname}`),
    );
  });
});
