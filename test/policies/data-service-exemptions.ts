/** Policies of their own that judge a type. */
export const judgedByOthers: Readonly<Record<string, readonly string[]>> = {
  "backup-vault-cmk": ["backup/vault"],
  "ct-trail": ["cloudtrail/trail"],
  "logs-retention-kms": ["cloudwatch/logGroup"],
  "dynamodb-cmk": ["dynamodb/table"],
  "ebs-volumes-cmk": ["ebs/volume"],
  "ec2-volumes-cmk": ["ec2/instance"],
  "lt-volumes-cmk": ["ec2/launchTemplate"],
  "ecr-scan-immutable-cmk": ["ecr/repository"],
  "efs-encrypted-cmk": ["efs/fileSystem"],
  "eks-secrets-cmk": ["eks/cluster"],
  "elasticache-cmk-multi-az": ["elasticache/replicationGroup"],
  "kinesis-cmk": ["kinesis/stream"],
  "rds-encrypted-cmk": ["rds/cluster", "rds/instance"],
  "s3-no-inline-config": ["s3/bucketV2"],
  "s3-sse-kms": ["s3/bucket"],
  "sm-cmk": ["secretsmanager/secret"],
  "sns-cmk": ["sns/topic"],
  "sqs-cmk": ["sqs/queue"],
  "alb-3az": ["alb/loadBalancer", "lb/loadBalancer"],
  "net-endpoints-3az": ["ec2/vpcEndpoint"],
  "eks-cluster-3az": ["eks/cluster"],
  "eks-nodes-3az-private": ["eks/nodeGroup"],
  "rds-multi-az": ["rds/instance"],
  "rds-proxy-3az": ["rds/proxy"],
  "rds-subnets-3az-private": ["rds/subnetGroup"],
};

/** Types, by the reason why what their other properties say of encryption is not judged. */
export const notEncrypted: Readonly<Record<string, readonly string[]>> = {
  "it is written into a bucket, which encrypts it by its own key (s3-sse-kms)": [
    ...["athena/workgroup", "bedrockmodel/invocationJob", "cfg/deliveryChannel", "comprehend/documentClassifier"],
    ...[
      "chimesdkmediapipelines/mediaInsightsPipelineConfiguration",
      "dataexchange/eventAction",
      "dynamodb/tableExport",
    ],
    ...["emrserverless/application", "kinesis/firehoseDeliveryStream", "macie2/classificationExportConfiguration"],
    ...["mailmanager/ruleSet", "s3/bucketObject", "s3/bucketObjectv2", "s3/bucketReplicationConfig", "s3/inventory"],
    ...["s3/objectCopy", "s3control/storageLensConfiguration", "sagemaker/algorithm", "sagemaker/deviceFleet"],
    ...["sagemaker/dataQualityJobDefinition", "sagemaker/domain", "sagemaker/endpointConfiguration"],
    ...["sagemaker/featureGroup", "sagemaker/flowDefinition", "sagemaker/hyperParameterTuningJob"],
    ...["sagemaker/labelingJob", "sagemaker/monitoringSchedule", "sagemaker/trainingJob", "sagemaker/userProfile"],
    ...["ses/receiptRule", "ssm/resourceDataSync", "synthetics/canary", "timestreamquery/scheduledQuery"],
    ...["timestreamwrite/table", "ecs/cluster"],
  ],
  "it is a setting of a bucket, and s3-sse-kms judges the bucket with its settings": [
    ...["s3/bucketServerSideEncryptionConfiguration", "s3/bucketServerSideEncryptionConfigurationV2"],
  ],
  "it is about data on the way, not at rest": [
    ...["chime/voiceConnector", "cloudfront/distribution", "cloudfront/multitenantDistribution", "dax/cluster"],
    ...["directconnect/connection", "dms/dataProvider", "ec2/vpnConnection", "ec2transitgateway/transitGateway"],
    ...["elasticsearch/domain", "medialive/channel", "opensearch/domain", "transfer/connector"],
  ],
  "an image has the encryption of the snapshots that it is made of": [
    ...["ec2/ami", "ec2/amiCopy", "ec2/amiFromInstance", "imagebuilder/containerRecipe"],
  ],
  "the property says with what else a key is used, not which key": [
    ...["kms/grant", "rds/integration", "redshift/integration", "sfn/activity", "sfn/stateMachine"],
    ...["workspacesweb/browserSettings"],
    ...["workspacesweb/dataProtectionSettings", "workspacesweb/ipAccessSettings", "workspacesweb/portal"],
    ...["workspacesweb/sessionLogger", "workspacesweb/userSettings"],
  ],
  "the key signs, or belongs to somebody else, or is used by code of ours": [
    ...["bedrock/agentcoreOauth2CredentialProvider", "cognito/userPool", "dataexchange/revisionAssets"],
    ...["datasync/locationHdfs", "dms/endpoint", "lambda/function", "odb/network", "paymentcryptography/key"],
  ],
  "the other property follows from the key": [
    ...["connect/instanceStorageConfig", "glue/dataCatalogEncryptionSettings"],
    ...["observabilityadmin/centralizationRuleForOrganization", "ssmincidents/replicationSet"],
  ],
};

/** Types, by the reason why their subnets are not judged. */
export const notZoned: Readonly<Record<string, readonly string[]>> = {
  "a job ends, and is started again elsewhere": [
    ...["bedrock/customModel", "bedrockmodel/invocationJob", "comprehend/documentClassifier"],
    ...["comprehend/entityRecognizer", "sagemaker/dataQualityJobDefinition", "sagemaker/hyperParameterTuningJob"],
    ...["sagemaker/labelingJob", "sagemaker/monitoringSchedule", "sagemaker/trainingJob", "devicefarm/testGridProject"],
  ],
  "the service keeps one in a single zone": [
    ...["appstream/imageBuilder", "datasync/agent", "emr/cluster", "finspace/kxCluster", "fsx/fileCache"],
  ],
  "the subnets are those of a gateway of VPC Lattice, which the service makes and spreads": [
    ...["agentregistry/registry", "bedrock/agentcoreAgentRuntime", "bedrock/agentcoreGateway"],
    ...["bedrock/agentcoreGatewayTarget", "bedrock/agentcoreHarness", "bedrock/agentcoreOauth2CredentialProvider"],
    ...["bedrock/agentcoreRegistry"],
  ],
  "it says which subnets are meant, and runs in none": [...["ec2/defaultNetworkAcl", "ec2/networkAcl"]],
};
