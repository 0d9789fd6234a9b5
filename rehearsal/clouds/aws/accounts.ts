import type { CloudResource, Rule, World } from "../resource-type";
import { parseArn } from "./arn";
import { text } from "./inputs";

const ROLE = "aws:iam/role:Role";

/**
 * Roles that an account holds before any program runs: those that IAM Identity Center and the services make, and the
 * one that AWS Organizations leaves in a member account.
 */
const givenRole = /^role\/(aws-reserved\/|aws-service-role\/|OrganizationAccountAccessRole$)/;

export function roleByArn(world: World, roleArn: string): CloudResource | undefined {
  return world.findBy(ROLE, "arn", roleArn);
}

/** Whether AWS would know the principal. What lies in another account cannot be seen from here and passes. */
export function principalExists(world: World, principal: string): boolean {
  if (principal === "*" || principal === world.accountId) return true;
  if (/^\d{12}$/.test(principal)) return true;
  const arn = parseArn(principal);
  if (!arn) return false;
  if (arn.service === "cloudfront" || arn.accountId !== world.accountId || arn.resource === "root") return true;
  if (arn.service === "sts") return true;
  if (world.givenPrincipals === undefined || world.givenPrincipals.includes(principal)) return true;
  return givenRole.test(arn.resource) || roleByArn(world, principal) !== undefined;
}

/** A rule that the roles named at the path exist; the code is the service's own. */
export function roleExists(kind: string, operation: string, path: string, code: string, status?: number): Rule {
  return {
    name: `${kind}-role`,
    operation,
    on: ["create", "update"],
    refuse({ world, inputs }) {
      const roleArn = text(inputs, path);
      if (roleArn === undefined || principalExists(world, roleArn)) return undefined;
      return { code, ...(status && { status }), message: `Role ${roleArn} does not exist or cannot be assumed.` };
    },
  };
}

/** A rule that the role at the path exists and lets the service assume it. */
export function roleTrusts(kind: string, operation: string, path: string, service: string, code: string): Rule {
  return {
    name: `${kind}-role-trust`,
    operation,
    on: ["create", "update"],
    refuse({ world, inputs }) {
      const role = roleByArn(world, text(inputs, path) ?? "");
      if (!role || (text(role.inputs, "assumeRolePolicy") ?? "").includes(service)) return undefined;
      return {
        code,
        message: `Role ${text(inputs, path)} could not be assumed: its trust policy does not name ${service}.`,
      };
    },
  };
}
