import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { idsOf, tier, vpc, zones } from "./places";

const publicTier = tier("public", zones, 100);
const balancer = (inputs: Record<string, unknown>) => aws("lb/LoadBalancer", "balancer", inputs);

export const edgeCases: readonly PolicyCases[] = [
  {
    policy: "alb-3az",
    good: {
      "subnets of three zones": [vpc, ...publicTier, balancer({ subnets: idsOf(publicTier) })],
      "an address in each of three zones": [
        vpc,
        ...publicTier,
        balancer({
          loadBalancerType: "network",
          subnetMappings: publicTier.map(({ name }) => ({ subnetId: ref(name) })),
        }),
      ],
    },
    bad: {
      "subnets of two zones": {
        resources: [vpc, ...publicTier, balancer({ subnets: idsOf(publicTier.slice(0, 2)) })],
        found: /subnets\[\] names 2 subnets in us-east-1a, us-east-1b/,
      },
    },
    unknown: { "a list that another resource computes": [vpc, ...publicTier, balancer({ subnets: unknown })] },
  },
];
