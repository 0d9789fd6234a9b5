import type { KubernetesObject } from "../../../cluster/api";
import type { Connection } from "../connection";

/** What an object still waits for, in words for the operator; undefined when it is ready. */
export type Pending = string | undefined;
export type Readiness = (object: KubernetesObject, connection: Connection) => Pending | Promise<Pending>;

/** Thrown when waiting is in vain. */
export class NeverReady extends Error {}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The parts of any status that the kinds' rules look at. */
export interface Status {
  readonly phase?: string;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly loadBalancer?: { readonly ingress?: readonly unknown[] };
  readonly hard?: unknown;
  readonly [field: string]: unknown;
}

export function statusOf(object: KubernetesObject): Status {
  return (object.status ?? {}) as Status;
}

export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return statusOf(object).conditions?.find((condition) => condition.type === type);
}

export function specOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  return (object.spec ?? {}) as Readonly<Record<string, unknown>>;
}

/** Whether the controller has seen the newest version. */
export function isObserved(object: KubernetesObject): boolean {
  return (statusOf(object).observedGeneration ?? 0) >= (object.metadata.generation ?? 0);
}
