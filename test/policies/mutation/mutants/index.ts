import type { Mutant } from "../mutant";
import { accessMutants } from "./access";
import { clusterMutants } from "./cluster";
import { databaseMutants } from "./database";
import { detectionMutants } from "./detection";
import { edgeMutants } from "./edge";
import { governanceMutants } from "./governance";
import { kubernetesMutants } from "./kubernetes";
import { kubernetesObjectMutants } from "./kubernetes-objects";
import { podMutants } from "./kubernetes-pods";
import { networkMutants } from "./network";
import { securityGroupMutants } from "./security-groups";
import { stackMutants } from "./stack";
import { storageMutants } from "./storage";

export const domains: Readonly<Record<string, readonly Mutant[]>> = {
  network: [...networkMutants, ...securityGroupMutants],
  cluster: clusterMutants,
  database: databaseMutants,
  storage: storageMutants,
  access: accessMutants,
  edge: edgeMutants,
  detection: detectionMutants,
  kubernetes: [...kubernetesMutants, ...podMutants, ...kubernetesObjectMutants],
  governance: governanceMutants,
  stack: stackMutants,
};
