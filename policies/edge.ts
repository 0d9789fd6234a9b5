import { resourcePolicy } from "./assessment/policy";
import { spansZones, zonesForMajority } from "./assessment/zones";

const loadBalancerInThreeZones = resourcePolicy({
  id: "alb-3az",
  title: "Load balancers are in three availability zones",
  severity: "high",
  rationale: "clients reach only the zones in which the load balancer is",
  remedy: "give subnets (or subnetMappings) a public subnet of each of three zones",
  controls: { fsbp: ["ELB.13"] },
  types: ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"],
  settings: { zones: zonesForMajority },
  check: (balancer, { zones }) => {
    const isMapped = balancer.asWritten().value("subnetMappings").kind !== "absent";
    return spansZones(balancer, isMapped ? "subnetMappings[].subnetId" : "subnets[]", zones);
  },
});

export const edgePolicies = [loadBalancerInThreeZones] as const;
