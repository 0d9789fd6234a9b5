import { stackPolicy } from "../assessment/policy";
import { violation } from "../assessment/verdict";

/** What a stack of the program cannot do without, by what brings it about. */
const whatBelongs: readonly { readonly once: string; readonly types: readonly string[] }[] = [
  {
    once: "jeju:infra:*",
    types: [
      "aws:ec2/vpc:Vpc",
      "aws:ec2/flowLog:FlowLog",
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
      "aws:ebs/encryptionByDefault:EncryptionByDefault",
      "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
      "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
      "aws:kms/key:Key",
      "aws:eks/cluster:Cluster",
      "aws:eks/nodeGroup:NodeGroup",
      "aws:rds/instance:Instance",
      "aws:backup/vault:Vault",
      "aws:backup/plan:Plan",
      "aws:backup/selection:Selection",
      "aws:sns/topicSubscription:TopicSubscription",
    ],
  },
  {
    once: "safes:index:Contract",
    types: ["safes:index:Safe", "safes:index:Timelock", "safes:index:Ownership", "safes:index:Verification"],
  },
  {
    once: "cloudflare:index/zone:Zone",
    types: [
      "cloudflare:index/ruleset:Ruleset",
      "cloudflare:index/zoneSetting:ZoneSetting",
      "cloudflare:index/zoneDnssec:ZoneDnssec",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
    ],
  },
];

export const inventory = stackPolicy({
  id: "stack-inventory",
  title: "What every stack of the program has is there",
  severity: "high",
  rationale: "a rule on databases or clusters has nothing to say of a stack that has none, and would pass",
  remedy: "bring the resource back; what an environment does without is named in the policy's settings",
  types: whatBelongs.map(({ once }) => once),
  settings: { without: [] as readonly string[] },
  check: (stack, { without }) =>
    whatBelongs
      .filter(({ once }) => stack.all(once).length > 0)
      .flatMap(({ once, types }) =>
        types
          .filter((type) => !without.includes(type) && stack.all(type).length === 0)
          .map((type) => violation(`no ${type} is in the stack`, `${type}, as there is ${once}`)),
      ),
});
