import type { Request } from "../resource-type";

type Site = Pick<Request, "world" | "region">;

/** ARN of a regional resource, `arn:aws:rds:us-east-1:111111111111:db:name`. */
export function arn({ world, region }: Site, service: string, resource: string): string {
  return `arn:${world.partition}:${service}:${region}:${world.accountId}:${resource}`;
}

/** ARN of a resource of the account that lives in no region (IAM). */
export function globalArn({ world }: Pick<Request, "world">, service: string, resource: string): string {
  return `arn:${world.partition}:${service}::${world.accountId}:${resource}`;
}

/** ARN without region and account, for what is unique in all AWS (S3, Route 53). */
export function bareArn({ world }: Pick<Request, "world">, service: string, resource: string): string {
  return `arn:${world.partition}:${service}:::${resource}`;
}

export interface ParsedArn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

export function parseArn(candidate: string): ParsedArn | undefined {
  const [prefix, partition, service, region, accountId, ...resource] = candidate.split(":");
  if (prefix !== "arn" || !partition || !service || region === undefined || accountId === undefined) return undefined;
  if (resource.length === 0) return undefined;
  return { partition, service, region, accountId, resource: resource.join(":") };
}
