import { atRunTime, because, type Listed, open, rootUser, users } from "./reasons";

const classic = "it is about classic load balancers, of which the program makes none";
const classicFirewall = "it is about the older AWS WAF (Classic), of which the program makes nothing";
const engine = "it is about another engine than PostgreSQL, the only one in the program";
const vpn = "the program makes no VPN, transit gateway or client VPN";
const functions = "the program makes no Lambda function and no ECS cluster";

/**
 * AWS Foundational Security Best Practices 1.0.0, control by control for the services that the program uses. Source: the
 * standard's page in the Security Hub user guide. A control of another service stands here only if a policy names it.
 */
const servicesInUse: Listed = {
  ...open("Account.1"),
  ...because("ACM renews the certificates that the program orders; the age of one is known at run time", "ACM.1"),
  ...open("ACM.2"),
  ...because("the groups are those of EKS, which replaces nodes by their state in the cluster", "AutoScaling.1"),
  ...open("AutoScaling.2", "AutoScaling.3"),
  ...because("the program makes launch templates, no launch configurations", "AutoScaling.5"),
  ...open("AutoScaling.6", "AutoScaling.9", "Backup.1"),
  ...open("CloudTrail.1", "CloudTrail.2", "CloudTrail.4", "CloudTrail.5", "Config.1"),
  ...because("the account blocks public snapshots, which ebs-snapshots-not-public judges", "EC2.1"),
  ...open("EC2.2", "EC2.3"),
  ...because(atRunTime, "EC2.4"),
  ...open("EC2.6", "EC2.7", "EC2.8", "EC2.9", "EC2.10", "EC2.15"),
  ...because(atRunTime, "EC2.16"),
  ...because("EKS gives its nodes several network interfaces, for the pods' addresses", "EC2.17"),
  ...open("EC2.18", "EC2.19"),
  ...because(vpn, "EC2.20", "EC2.23", "EC2.51", "EC2.171"),
  ...open("EC2.21"),
  ...because("no instance type in use knows paravirtual images", "EC2.24"),
  ...open("EC2.25", "EC2.55", "EC2.56"),
  ...because("nobody opens a session on a node, and Incident Manager is not in use", "EC2.57", "EC2.58", "EC2.60"),
  ...open("EC2.170", "EC2.172", "EC2.173"),
  ...because("EKS sets it on the interfaces of its nodes", "EC2.180"),
  ...open("EC2.181", "EC2.182", "ECR.1", "ECR.2", "ECR.3", "EKS.1", "EKS.2", "EKS.3", "EKS.8"),
  ...open("ELB.1"),
  ...because(classic, "ELB.2", "ELB.3"),
  ...open("ELB.4", "ELB.5", "ELB.6"),
  ...because(classic, "ELB.7", "ELB.8", "ELB.9", "ELB.14"),
  ...open("ELB.10", "ELB.12", "ELB.13", "ELB.17", "ELB.18"),
  ...open("GuardDuty.1", "GuardDuty.5", "GuardDuty.7", "GuardDuty.8", "GuardDuty.9", "GuardDuty.10", "GuardDuty.11"),
  ...because(functions, "GuardDuty.6", "GuardDuty.12"),
  ...open("GuardDuty.13", "IAM.1", "IAM.2"),
  ...because(users, "IAM.3", "IAM.5", "IAM.8"),
  ...because(rootUser, "IAM.4", "IAM.6"),
  ...open("IAM.7", "IAM.21", "Inspector.1", "Inspector.2", "Inspector.3", "Inspector.4"),
  ...open("KMS.1", "KMS.2", "KMS.3", "KMS.5", "Macie.1", "Macie.2"),
  ...because("the account shares no snapshot of a database; who shared one is known at run time", "RDS.1"),
  ...open("RDS.2", "RDS.3"),
  ...because("a snapshot has the encryption of its database, which rds-encrypted-cmk judges", "RDS.4"),
  ...open("RDS.5", "RDS.6", "RDS.7", "RDS.8", "RDS.9", "RDS.10", "RDS.11", "RDS.12", "RDS.13", "RDS.15"),
  ...because(engine, "RDS.14", "RDS.34", "RDS.39", "RDS.40", "RDS.41", "RDS.42", "RDS.44", "RDS.45", "RDS.48"),
  ...open("RDS.16", "RDS.17", "RDS.19", "RDS.20", "RDS.21", "RDS.22", "RDS.23", "RDS.24", "RDS.25", "RDS.27"),
  ...open("RDS.35", "RDS.36", "RDS.37", "RDS.38", "RDS.43", "RDS.46", "RDS.47", "RDS.50", "Route53.2"),
  ...open("S3.1", "S3.2", "S3.3", "S3.5", "S3.6", "S3.8", "S3.9", "S3.12", "S3.13"),
  ...because("the program makes no access points and no directory buckets", "S3.19", "S3.24", "S3.25"),
  ...open("SecretsManager.1"),
  ...because(atRunTime, "SecretsManager.2", "SecretsManager.3"),
  ...open("SecretsManager.4", "SNS.4"),
  ...because("nodes are replaced by newer images, never patched in place", "SSM.1", "SSM.2", "SSM.3"),
  ...because("the program makes no documents and runs no automations of Systems Manager", "SSM.4", "SSM.6"),
  ...open("SSM.7"),
  ...because(classicFirewall, "WAF.1", "WAF.2", "WAF.3", "WAF.4", "WAF.6", "WAF.7", "WAF.8"),
  ...open("WAF.10", "WAF.12"),
};

const nothing = "nothing of this service is in the program; its controls are not listed one by one";

/** Services of the standard that the program does not use; policies judge some of them all the same, once they are. */
const otherServices: Listed = because(
  nothing,
  ...["APIGateway", "AppSync", "Athena", "CloudFormation", "CloudFront", "CodeBuild", "Cognito", "Connect"],
  ...["DataFirehose", "DataSync", "DMS", "DocumentDB", "DynamoDB", "ECS", "EFS", "ElastiCache", "ElasticBeanstalk"],
  ...["EMR", "ES", "FSx", "Glue", "Kinesis", "Lambda", "MQ", "MSK", "Neptune", "NetworkFirewall", "Opensearch"],
  ...["PCA", "Redshift", "RedshiftServerless", "SageMaker", "ServiceCatalog", "SQS", "StepFunctions", "Transfer"],
  ...["WorkSpaces"],
);

export const fsbpControls: Listed = { ...servicesInUse, ...otherServices };
