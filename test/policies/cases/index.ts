import type { PolicyCases } from "../case";
import { alarmCases } from "./alarms";
import { cloudflareCases } from "./cloudflare";
import { clusterCases } from "./cluster";
import { dataServiceCases } from "./data-services";
import { databaseCases } from "./database";
import { detectionCases } from "./detection";
import { dnsCases } from "./dns";
import { edgeCases } from "./edge";
import { governanceCases } from "./governance";
import { chainCases } from "./governance-chains";
import { contractCases } from "./governance-contracts";
import { rightsCases } from "./governance-rights";
import { iamCases } from "./iam";
import { keyCases } from "./keys";
import { kubernetesCases } from "./kubernetes";
import { loadBalancerCases } from "./load-balancers";
import { networkCases } from "./network";
import { podSecurityCases } from "./pod-security";
import { secretCases } from "./secrets";
import { serviceCases } from "./services";
import { stackCases } from "./stack";
import { storageCases } from "./storage";
import { trailCases } from "./trails";
import { volumeCases } from "./volumes";

export const allCases: readonly PolicyCases[] = [
  ...stackCases,
  ...networkCases,
  ...clusterCases,
  ...volumeCases,
  ...databaseCases,
  ...dataServiceCases,
  ...loadBalancerCases,
  ...storageCases,
  ...serviceCases,
  ...trailCases,
  ...detectionCases,
  ...alarmCases,
  ...keyCases,
  ...secretCases,
  ...iamCases,
  ...dnsCases,
  ...cloudflareCases,
  ...edgeCases,
  ...kubernetesCases,
  ...podSecurityCases,
  ...governanceCases,
  ...rightsCases,
  ...chainCases,
  ...contractCases,
];
