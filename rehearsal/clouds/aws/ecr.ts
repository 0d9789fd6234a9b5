import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { objects, text } from "./inputs";
import { keyUsable } from "./key-use";

const REPOSITORY = "aws:ecr/repository:Repository";

const repositoryName: Rule = {
  name: "repository-name",
  operation: "CreateRepository",
  on: ["create"],
  refuse({ inputs }) {
    const name = text(inputs, "name") ?? "";
    if (
      name.length >= 2 &&
      name.length <= 256 &&
      /^([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/.test(name)
    )
      return undefined;
    return {
      code: "InvalidParameterException",
      message: `Invalid parameter at 'repositoryName': '${name}' must be 2 to 256 lower-case letters, digits and single . _ - / between them.`,
    };
  },
};

const lifecycleJson: Rule = {
  name: "repository-lifecycle-policy",
  operation: "PutLifecyclePolicy",
  on: ["create", "update"],
  refuse({ inputs }) {
    try {
      JSON.parse(text(inputs, "policy") ?? "");
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        code: "InvalidParameterException",
        message: `Lifecycle policy validation failure: it is not JSON: ${reason}`,
      };
    }
  },
};

export const ecrTypes: readonly ResourceType[] = [
  awsType({
    type: REPOSITORY,
    service: "ECR",
    label: "ECR Repository",
    replaceOn: ["encryptionConfigurations", "name"],
    autoName: { property: "name", maxLength: 256 },
    defaults: { imageTagMutability: "MUTABLE" },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "ecr", `repository/${id}`),
    computed: ({ world, region }, id) => ({
      registryId: world.accountId,
      repositoryUrl: `${world.accountId}.dkr.ecr.${region}.amazonaws.com/${id}`,
    }),
    rules: [
      repositoryName,
      keyUsable({
        kind: "repository",
        operation: "CreateRepository",
        code: "KmsException",
        keys: ({ inputs }) => objects(inputs, "encryptionConfigurations").map((one) => text(one, "kmsKey")),
      }),
    ],
  }),
  awsType({
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    service: "ECR",
    label: "ECR Lifecycle Policy",
    replaceOn: ["policy", "repository"],
    id: ({ inputs }) => text(inputs, "repository") ?? "",
    computed: ({ world }) => ({ registryId: world.accountId }),
    references: [{ property: "repository", to: [REPOSITORY], by: "name", missing: "RepositoryNotFoundException" }],
    rules: [lifecycleJson],
  }),
];
