import { resourcePolicy } from "../assessment/policy";
import { isPublic, judgeStatements } from "../assessment/policy-document";
import { pass, violation } from "../assessment/verdict";

/**
 * Types whose document says who may use a resource, with the property that holds it. Those of buckets, keys and secrets
 * have policies of their own; a REST API and a VPC endpoint are open to everybody by design.
 */
export const guardedBy: Readonly<Record<string, string>> = {
  "aws:backup/vaultPolicy:VaultPolicy": "policy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:codeartifact/domainPermissions:DomainPermissions": "policyDocument",
  "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": "policyDocument",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ecr/registryPolicy:RegistryPolicy": "policy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
  "aws:elasticsearch/domain:Domain": "accessPolicies",
  "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:glacier/vault:Vault": "accessPolicy",
  "aws:glue/resourcePolicy:ResourcePolicy": "policy",
  "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
  "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
  "aws:msk/clusterPolicy:ClusterPolicy": "policy",
  "aws:opensearch/domain:Domain": "accessPolicies",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
  "aws:s3/accessPoint:AccessPoint": "policy",
  "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
  "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
  "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

export const resourcePolicies = [
  resourcePolicy({
    id: "resource-policy-not-public",
    title: "No topic, queue, repository, domain or vault lets everybody in",
    severity: "critical",
    rationale: "such a policy gives what is sent or kept there, or the right to send, to every account of AWS",
    remedy: "name the principals, or bind aws:SourceAccount or aws:SourceArn in a condition",
    controls: { fsbp: ["SNS.4", "SQS.3"] },
    types: Object.keys(guardedBy),
    check: (holder) =>
      // What AWS writes for a topic or a queue without a document of its own lets the account in, in words of its own.
      judgeStatements(holder.asWritten().at(guardedBy[holder.type] ?? ""), (statement) =>
        isPublic(statement)
          ? violation(`${guardedBy[holder.type]} allows everybody`, "named principals, or a condition on the caller")
          : pass,
      ),
  }),
] as const;
