/** What the pattern of a metric filter must speak of, word by word, for the alarm to go off when it should. */
export interface AlarmPattern {
  /** Control of CIS AWS Foundations. Absent: the alarm is our own. */
  readonly control?: string;
  /** What somebody does. */
  readonly of: string;
  readonly words: readonly string[];
}

/** The alarms of CIS AWS Foundations 5.0.0, chapter 4, and one on the chain's signing keys. */
export const alarmPatterns: readonly AlarmPattern[] = [
  { control: "4.1", of: "calls that are refused", words: ["UnauthorizedOperation", "AccessDenied"] },
  { control: "4.2", of: "console sessions without MFA", words: ["ConsoleLogin", "MFAUsed"] },
  { control: "4.3", of: "use of the root user", words: ["userIdentity.type", "Root"] },
  {
    control: "4.4",
    of: "changes of IAM policies",
    words: [
      ...["DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy"],
      ...["PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"],
      ...["AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"],
      ...["AttachGroupPolicy", "DetachGroupPolicy"],
    ],
  },
  {
    control: "4.5",
    of: "changes of trails",
    words: ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"],
  },
  { control: "4.6", of: "failed sign-ins", words: ["ConsoleLogin", "Failed authentication"] },
  {
    control: "4.7",
    of: "keys that are disabled or deleted",
    words: ["kms.amazonaws.com", "DisableKey", "ScheduleKeyDeletion"],
  },
  {
    control: "4.8",
    of: "changes of bucket policies",
    words: [
      ...["PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication"],
      ...["DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"],
    ],
  },
  {
    control: "4.9",
    of: "changes of AWS Config",
    words: ["StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"],
  },
  {
    control: "4.10",
    of: "changes of security groups",
    words: [
      ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
      ...["RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"],
    ],
  },
  {
    control: "4.11",
    of: "changes of network ACLs",
    words: [
      ...["CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry"],
      ...["ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"],
    ],
  },
  {
    control: "4.12",
    of: "changes of gateways",
    words: [
      ...["CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway"],
      ...["DeleteInternetGateway", "DetachInternetGateway"],
    ],
  },
  {
    control: "4.13",
    of: "changes of routes",
    words: [
      ...["CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"],
      ...["DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"],
    ],
  },
  {
    control: "4.14",
    of: "changes of VPCs",
    words: [
      ...["CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection"],
      ...["CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"],
    ],
  },
  {
    control: "4.15",
    of: "changes of the organisation",
    words: [
      ...["organizations.amazonaws.com", "AcceptHandshake", "AttachPolicy", "CreateAccount", "DeletePolicy"],
      ...["DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization"],
      ...["RemoveAccountFromOrganization", "UpdatePolicy"],
    ],
  },
  {
    of: "signatures that the chain's services did not ask for",
    words: ["kms.amazonaws.com", "Sign", "userIdentity"],
  },
];
