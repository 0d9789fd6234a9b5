import { UserError } from "../../../safes/user-error";

/** Group, version and kind of a Kubernetes object. */
export interface ObjectType {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Kinds that Pulumi's SDK has for lists, which no API server stores. */
const listKind = /List$/;

/** Reads a Pulumi type token such as `kubernetes:core/v1:ConfigMap`. */
export function parseToken(token: string): ObjectType {
  const [, module = "", kind = ""] = token.split(":");
  const [group = "", version = ""] = module.split("/");
  if (group === "helm.sh") {
    throw new UserError({
      what: "the rehearsal has no Helm releases, whose objects neither previews nor policies see",
      where: token,
      fix: "use kubernetes.helm.v4.Chart",
    });
  }
  if (!version || !kind) {
    throw new UserError({
      what: "not the type of a Kubernetes object",
      where: token,
      expected: "kubernetes:<group>/<version>:<Kind>",
    });
  }
  if (listKind.test(kind)) {
    throw new UserError({
      what: "a list is no object that can be created",
      where: token,
      fix: `create each ${kind.replace(listKind, "")} of it`,
    });
  }
  if (kind.endsWith("Patch")) {
    throw new UserError({
      what: "the rehearsal does not know patches of objects that others created",
      where: token,
      fix: "add them to rehearsal/clouds/kubernetes, or manage the whole object",
    });
  }
  return { apiVersion: group === "core" ? version : `${group}/${version}`, kind };
}

/** The token under which Pulumi's SDK registers such an object. */
export function tokenOf({ apiVersion, kind }: ObjectType): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** `apps/v1 Deployment`, as messages call it. */
export function describeType({ apiVersion, kind }: ObjectType): string {
  return `${apiVersion} ${kind}`;
}
