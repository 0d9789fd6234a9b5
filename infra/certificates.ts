import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { classified } from "./naming";

export interface CertificatesArgs {
  /** Hostnames at which Cloudflare finds the origin; one certificate covers them all. At least one. */
  readonly hostnames: readonly [string, ...string[]];
  /** Route53 zone that holds these hostnames, where ACM's proof of control is placed. Source: {@link Dns}. */
  readonly zoneId: pulumi.Input<string>;
}

/**
 * The origin's certificate. Cloudflare in mode "Full (strict)" accepts a certificate for the hostname that it connects
 * to, so the public hostnames need not be in it. ACM renews it by itself as long as the proofs stay in the zone.
 *
 * @example
 * new Certificates("jeju-testnet-certificates", { hostnames: ["rpc.origin.testnet.jeju.network"], zoneId: dns.zoneId });
 */
export class Certificates extends pulumi.ComponentResource {
  /** ARN of the certificate, known once ACM has issued it. */
  readonly certificateArn: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: CertificatesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Certificates", name, {}, opts);
    const certificate = this.requestCertificate();
    const proofs = this.placeProofs(certificate);
    this.certificateArn = this.awaitIssue(certificate, proofs);
    this.registerOutputs({ certificateArn: this.certificateArn });
  }

  private requestCertificate(): acm.Certificate {
    const [first, ...others] = this.args.hostnames;
    return new acm.Certificate(
      `${this.name}-origin`,
      {
        domainName: first,
        subjectAlternativeNames: others,
        validationMethod: "DNS",
        keyAlgorithm: "EC_prime256v1",
        tags: { ...classified("public") },
      },
      { parent: this },
    );
  }

  private placeProofs(certificate: acm.Certificate): route53.Record[] {
    return this.args.hostnames.map((hostname) => {
      const proof = certificate.domainValidationOptions.apply((proofs) => proofOf(hostname, proofs));
      return new route53.Record(
        `${this.name}-proof-${hostname}`,
        {
          zoneId: this.args.zoneId,
          name: proof.resourceRecordName,
          type: proof.resourceRecordType,
          records: [proof.resourceRecordValue],
          ttl: 300,
        },
        { parent: this },
      );
    });
  }

  private awaitIssue(certificate: acm.Certificate, proofs: route53.Record[]): pulumi.Output<string> {
    const issued = new acm.CertificateValidation(
      `${this.name}-issued`,
      { certificateArn: certificate.arn, validationRecordFqdns: proofs.map(({ fqdn }) => fqdn) },
      { parent: this },
    );
    return issued.certificateArn;
  }
}

type Proof = pulumi.Unwrap<acm.Certificate["domainValidationOptions"]>[number];

function proofOf(hostname: string, proofs: readonly Proof[]): Proof {
  const proof = proofs.find(({ domainName }) => domainName === hostname);
  if (proof === undefined) {
    const asked = proofs.map(({ domainName }) => domainName).join(", ") || "nothing";
    throw new Error(`certificates: ACM asks for no proof of ${hostname} (it asks for ${asked}); run the update again`);
  }
  return proof;
}
