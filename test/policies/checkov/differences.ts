import { kubernetesDifferences } from "./kubernetes-differences";

/** `silent`: the tool has no check that looks at such resources. */
export type Verdict = "pass" | "fail" | "silent";

export interface Difference {
  /** Ours; empty for a check of checkov's that nothing of ours corresponds to. */
  readonly policy: string | RegExp;
  /** Name of the case in test/policies/cases. */
  readonly case: string | RegExp;
  readonly checkov: Verdict;
  readonly why: string;
}

/** Where checkov says otherwise than the pack, and why the pack keeps to its own. */
export const differences: readonly Difference[] = [
  {
    policy: "net-flow-logs",
    case: /refused traffic only/,
    checkov: "pass",
    why: "checkov asks for a flow log, whatever it logs",
  },
  {
    policy: "net-flow-logs",
    case: /^a log group without a key/,
    checkov: "pass",
    why: "checkov asks for a flow log, wherever it goes",
  },
  {
    policy: "net-no-default-vpc",
    case: "a VPC of the stack",
    checkov: "silent",
    why: "checkov looks at the default VPC only",
  },
  {
    policy: "net-sg-no-world-admin",
    case: "a range that holds remote desktop, in IPv6",
    checkov: "pass",
    why: "checkov reads no IPv6 block of this resource",
  },
  {
    policy: "net-sg-no-world-admin",
    case: "every protocol",
    checkov: "pass",
    why: "checkov compares ports, and a rule of every protocol has none",
  },
  {
    policy: "net-sg-no-world-admin",
    case: "another protocol over the same numbers",
    checkov: "fail",
    why: "checkov compares ports, and SSH over SCTP is no SSH that anybody serves",
  },
  {
    policy: "net-sg-no-world-admin",
    case: /^no (first port|last port|protocol)$/,
    checkov: "pass",
    why: "checkov lets pass what is not said, and ours takes it for everything",
  },
  {
    policy: "net-sg-described",
    case: "the words of the provider",
    checkov: "pass",
    why: "checkov asks for words, whoever wrote them",
  },
  {
    policy: "eks-secrets-cmk",
    case: "secrets under AWS's key",
    checkov: "pass",
    why: "checkov asks what is encrypted and not by which key",
  },
  {
    policy: "eks-endpoint-private",
    case: "a closed public endpoint with no private one",
    checkov: "pass",
    why: "such a cluster nobody reaches; checkov looks at the public side",
  },
  {
    policy: "ebs-volumes-cmk",
    case: "a volume under AWS's key",
    checkov: "pass",
    why: "checkov asks for a key, and takes AWS's",
  },
  {
    policy: "ec2-volumes-cmk",
    case: "a second volume under AWS's key",
    checkov: "pass",
    why: "checkov asks whether it is encrypted",
  },
  {
    policy: "ebs-default-encryption",
    case: "machines without the setting",
    checkov: "silent",
    why: "checkov judges the setting, not its absence",
  },
  {
    policy: "rds-multi-az",
    case: "a replica, which is a copy itself",
    checkov: "fail",
    why: "ours asks the primary for a standby, not its copies",
  },
  {
    policy: "rds-encrypted-cmk",
    case: "a replica, which takes its source's key",
    checkov: "fail",
    why: "RDS gives a replica in the region its source's key and takes no other",
  },
  {
    policy: "rds-encrypted-cmk",
    case: "a cluster that copies another",
    checkov: "fail",
    why: "a copy in the region is encrypted as its source is, whatever the property says",
  },
  {
    policy: "rds-encrypted-cmk",
    case: "a database under AWS's key",
    checkov: "pass",
    why: "checkov asks whether it is encrypted",
  },
  { policy: "rds-backup-30d", case: "a week", checkov: "pass", why: "checkov is content with one day" },
  {
    policy: "rds-force-ssl",
    case: "no group",
    checkov: "pass",
    why: "checkov looks at groups, and RDS's own default group does not force TLS",
  },
  {
    policy: "rds-force-ssl",
    case: "another engine with a group of its own",
    checkov: "fail",
    why: "checkov looks for PostgreSQL's parameter in the group of any engine",
  },
  { policy: "rds-force-ssl", case: "a cluster without a group", checkov: "silent", why: "checkov looks at instances" },
  {
    policy: "rds-minor-upgrades",
    case: "RDS's default",
    checkov: "fail",
    why: "RDS upgrades when nothing is said, and checkov wants it said",
  },
  {
    policy: "rds-log-exports",
    case: "another engine",
    checkov: "fail",
    why: "checkov knows no engine that has no such logs; ours judges PostgreSQL's",
  },
  { policy: "rds-log-exports", case: "one of two", checkov: "pass", why: "checkov is content with any one log" },
  {
    policy: "rds-iam-auth",
    case: "IAM credentials taken, by a replica too",
    checkov: "fail",
    why: "a replica takes it from its source",
  },
  {
    policy: "alb-https-only",
    case: "a listener of a gateway load balancer",
    checkov: "fail",
    why: "such a listener has no protocol, and passes packets on as they are",
  },
  {
    policy: "alb-tls-policy",
    case: "a listener without TLS, which another policy judges",
    checkov: "fail",
    why: "that is alb-https-only's to refuse",
  },
  {
    policy: "alb-logs",
    case: "a network load balancer",
    checkov: "fail",
    why: "only its TLS listeners would write access logs, and ours are of another kind",
  },
  {
    policy: "s3-sse-kms",
    case: /^a (log bucket|bucket of a load balancer's logs) under S3's own keys/,
    checkov: "fail",
    why: "S3 and load balancers deliver logs to no other",
  },
  {
    policy: "s3-sse-kms",
    case: "a bucket encrypted twice",
    checkov: "fail",
    why: "checkov knows aws:kms and not aws:kms:dsse, which is that twice",
  },
  {
    policy: "s3-sse-kms",
    case: "a bucket under AWS's key",
    checkov: "pass",
    why: "checkov asks for KMS, and takes AWS's key",
  },
  {
    policy: "s3-bpa",
    case: "a block of the account with three of the four",
    checkov: "silent",
    why: "checkov looks at the buckets' blocks",
  },
  {
    policy: "s3-logging",
    case: "a bucket that tells itself",
    checkov: "pass",
    why: "checkov does not ask where the log goes",
  },
  {
    policy: "s3-acl-off",
    case: "a bucket without the setting",
    checkov: "silent",
    why: "checkov judges the setting, not its absence",
  },
  {
    policy: "s3-lifecycle",
    case: "a rule that is turned off",
    checkov: "pass",
    why: "checkov asks for a configuration, whatever it does",
  },
  {
    policy: "logs-retention-kms",
    case: "one under AWS's key",
    checkov: "pass",
    why: "checkov takes any name of a key",
  },
  { policy: "sns-cmk", case: "one under AWS's key", checkov: "pass", why: "checkov takes any name of a key" },
  { policy: "sqs-cmk", case: "one under AWS's key", checkov: "pass", why: "checkov takes any name of a key but one" },
  {
    policy: "kms-rotation",
    case: "a signing key that does not",
    checkov: "silent",
    why: "neither judges it: KMS rotates symmetric keys only",
  },
  {
    policy: "kms-policy-no-wildcard",
    case: "everybody who is not a role",
    checkov: "pass",
    why: "checkov reads no NotPrincipal",
  },
  {
    policy: "kms-policy-no-wildcard",
    case: /^everything.* for a role$/,
    checkov: "pass",
    why: "checkov looks at principals, ours at kms:* beyond administrators as well",
  },
  {
    policy: "kms-policy-no-wildcard",
    case: "what is no policy",
    checkov: "pass",
    why: "checkov passes what it cannot read",
  },
  {
    policy: "sm-rotation",
    case: /^a secret (that changes once a year|of which nobody says when it changes)$/,
    checkov: "pass",
    why: "checkov asks for a rotation, however seldom",
  },
  { policy: "iam-no-admin", case: "everything but one service", checkov: "pass", why: "checkov reads no NotAction" },
  { policy: "iam-no-admin", case: "what is no policy", checkov: "pass", why: "checkov passes what it cannot read" },
  { policy: "iam-no-users-keys", case: "a role", checkov: "silent", why: "neither has anything to say of it" },
  { policy: "iam-no-users-keys", case: "an access key", checkov: "silent", why: "checkov looks at users" },
  {
    policy: "r53-dnssec",
    case: "a zone of a VPC",
    checkov: "fail",
    why: "Route 53 signs public zones only; checkov does not see that this one is private",
  },
  {
    policy: "r53-dnssec",
    case: "signing turned off",
    checkov: "pass",
    why: "checkov asks for the resource, not for its signing_status",
  },
  { policy: "r53-dnssec", case: "a key that is not used", checkov: "pass", why: "checkov does not look at the key" },
  { policy: "r53-dnssec", case: "no key at all", checkov: "pass", why: "checkov does not look at the key" },
  {
    policy: "r53-query-log",
    case: "a zone of a VPC",
    checkov: "fail",
    why: "Route 53 logs queries of public zones only",
  },
  { policy: /^k8s-/, case: /ephemeralContainers/, checkov: "pass", why: "checkov looks at no ephemeral container" },
  ...kubernetesDifferences,
  {
    policy: "",
    case: "CKV_K8S_35 on the rendered objects of mainnet",
    checkov: "fail",
    why: "checkov wants secrets as files; the nodes read theirs from the environment",
  },
];
