import type { ResourceType, Rule } from "../resource-type";
import { awsType } from "./aws-type";
import { hexFor } from "./ids";
import { objects, text } from "./inputs";

/** The only groups here are those that EKS makes for its node groups. */
const groupExists = (kind: string, operation: string): Rule => ({
  name: `${kind}-group-exists`,
  operation,
  on: ["create"],
  refuse({ world, inputs }) {
    const name = text(inputs, "autoscalingGroupName");
    const known = world
      .all("aws:eks/nodeGroup:NodeGroup")
      .flatMap(({ outputs }) => objects(outputs, "resources"))
      .flatMap((resources) => objects(resources, "autoscalingGroups"))
      .some((group) => group.name === name);
    if (known) return undefined;
    return { code: "ValidationError", message: `AutoScalingGroup name not found - AutoScalingGroup ${name} not found` };
  },
});

export const autoscalingTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:autoscaling/attachment:Attachment",
    service: "Auto Scaling",
    label: "Auto Scaling Attachment",
    replaceOn: ["autoscalingGroupName", "elb", "lbTargetGroupArn"],
    id: (request) => `${text(request.inputs, "autoscalingGroupName")}-${hexFor(request, "attachment", 26)}`,
    references: [
      { property: "lbTargetGroupArn", to: ["aws:lb/targetGroup:TargetGroup"], by: "arn", missing: "ValidationError" },
    ],
    rules: [groupExists("autoscaling-attachment", "AttachLoadBalancerTargetGroups")],
  }),
  awsType({
    type: "aws:autoscaling/tag:Tag",
    service: "Auto Scaling",
    label: "Auto Scaling Group Tag",
    replaceOn: ["autoscalingGroupName", "tag.key"],
    id: ({ inputs }) => `${text(inputs, "autoscalingGroupName")},${text(inputs, "tag.key")}`,
    rules: [groupExists("autoscaling-tag", "CreateOrUpdateTags")],
  }),
];
