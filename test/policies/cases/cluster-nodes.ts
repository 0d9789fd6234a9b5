import { aws, type PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { idsOf, routed, subnet, tier, vpc, zones } from "./places";

const privateTier = tier("private");
const internet = aws("ec2/InternetGateway", "internet", { vpcId: ref("vpc") });
const cluster = (inputs: Record<string, unknown> = {}) =>
  aws("eks/Cluster", "cluster", { roleArn: "arn:aws:iam::111111111111:role/cluster", name: "jeju", ...inputs });
const group = (name: string, inputs: Record<string, unknown>) =>
  aws("eks/NodeGroup", name, { clusterName: ref("cluster", "name"), labels: { role: name.split("-")[0] }, ...inputs });
const template = aws("ec2/LaunchTemplate", "template", {});

export const clusterNodeCases: readonly PolicyCases[] = [
  {
    policy: "eks-nodes-3az-private",
    good: {
      "a group over three zones": [
        vpc,
        ...privateTier,
        cluster(),
        group("stateless", { subnetIds: idsOf(privateTier) }),
      ],
      "a group of the same labels in each zone": [
        vpc,
        ...privateTier,
        cluster(),
        ...privateTier.map(({ name }) => group(`stateful-${name}`, { subnetIds: [ref(name)] })),
      ],
      "groups of the same labels in another order": [
        vpc,
        ...privateTier,
        cluster(),
        ...privateTier.map(({ name }, index) =>
          group(`any-${name}`, {
            subnetIds: [ref(name)],
            labels: index === 1 ? { a: "1", b: "2" } : { b: "2", a: "1" },
          }),
        ),
      ],
    },
    bad: {
      "a group in one zone": {
        resources: [vpc, ...privateTier, cluster(), group("stateless", { subnetIds: [ref("private-0")] })],
        found: /names 1 subnet in us-east-1a/,
      },
      "groups of different labels in one zone each": {
        resources: [
          vpc,
          ...privateTier,
          cluster(),
          ...privateTier.map(({ name }, index) =>
            group(`stateful-${name}`, { subnetIds: [ref(name)], labels: { role: `stateful-${index}` } }),
          ),
        ],
        found: /stateful-private-1 \(labels: role\) names 1 subnet in us-east-1b/,
      },
      "groups of the same two labels in two zones": {
        resources: [
          vpc,
          ...privateTier,
          cluster(),
          ...["private-0", "private-1"].map((name) =>
            group(`any-${name}`, { subnetIds: [ref(name)], labels: { role: "stateful", disk: "fast" } }),
          ),
        ],
        found:
          /subnetIds of any-private-0, any-private-1 \(labels: disk, role\) names 2 subnets in us-east-1a, us-east-1b/,
      },
      "a group without labels in one zone": {
        resources: [vpc, ...privateTier, cluster(), group("any", { subnetIds: [ref("private-0")], labels: undefined })],
        found: /subnetIds of any \(labels: none\) names 1 subnet/,
      },
      "groups of the same labels in two clusters": {
        resources: [
          vpc,
          ...privateTier,
          cluster(),
          { ...cluster({ name: "other" }), name: "other" },
          ...privateTier.map(({ name }, index) =>
            group(`any-${name}`, {
              subnetIds: [ref(name)],
              clusterName: index === 0 ? "jeju" : "other",
              labels: { a: "b" },
            }),
          ),
        ],
        found: /subnetIds of any-private-1, any-private-2 \(labels: a\) names 2 subnets/,
      },
      "nodes in a subnet with a route to the internet gateway": {
        resources: [
          vpc,
          internet,
          subnet("open", zones[0], "10.20.9.0/24"),
          ...routed("open", { gatewayId: ref("internet") }),
          cluster(),
          group("stateless", { subnetIds: [ref("open")] }),
        ],
        found: /subnetIds names open, which routes to an internet gateway/,
        // Made-up ids have no igw- in front.
        onlyAt: "preview",
      },
      "nodes in a subnet that routes to igw-": {
        resources: [
          vpc,
          subnet("open", zones[0], "10.20.9.0/24"),
          ...routed("open", { gatewayId: "igw-0123456789abcdef0" }),
          cluster(),
          group("stateless", { subnetIds: [ref("open")] }),
        ],
        found: /subnetIds names open/,
      },
    },
    unknown: {
      "a route that nothing in the stack tells of": [
        vpc,
        ...privateTier,
        ...routed("private-0", { gatewayId: unknown }),
        cluster(),
        group("stateless", { subnetIds: idsOf(privateTier) }),
      ],
      "a list that another resource computes": [
        vpc,
        ...privateTier,
        cluster(),
        group("stateless", { subnetIds: unknown }),
      ],
      "some of the subnets of three zones": [
        vpc,
        ...privateTier,
        cluster(),
        group("stateless", { subnetIds: later(idsOf(privateTier)) }),
      ],
    },
  },
  {
    policy: "eks-nodes-launch-template",
    good: {
      "nodes from a template": [
        template,
        group("stateless", { launchTemplate: { id: ref("template"), version: "1" } }),
      ],
    },
    bad: {
      "nodes without a template": { resources: [group("stateless", {})], found: /launchTemplate is not set/ },
      "nodes with remote access": {
        resources: [
          group("stateless", { launchTemplate: { id: "lt-1", version: "1" }, remoteAccess: { ec2SshKey: "ops" } }),
        ],
        found: /remoteAccess is set/,
      },
    },
    unknown: "whether a property is written is known before its value",
  },
];
