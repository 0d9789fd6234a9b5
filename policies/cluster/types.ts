// Children of the eks component arrive as plain aws resources; rules name those, never `eks:index:Cluster`.
export const clusterType = "aws:eks/cluster:Cluster";
export const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
export const addonType = "aws:eks/addon:Addon";
export const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";
