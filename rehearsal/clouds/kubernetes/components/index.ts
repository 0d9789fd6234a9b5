import type { ConstructResult } from "@pulumi/pulumi/provider";
import { UserError } from "../../../../safes/user-error";
import { constructChart } from "./chart";
import type { ComponentContext, Construction } from "./component";
import { constructManifests } from "./manifest-group";

/** Builds a component of the kubernetes package. */
export async function constructComponent(
  context: ComponentContext,
  construction: Construction,
): Promise<ConstructResult> {
  switch (construction.type) {
    case "kubernetes:helm.sh/v4:Chart":
      return constructChart(context, construction);
    case "kubernetes:yaml/v2:ConfigFile":
    case "kubernetes:yaml/v2:ConfigGroup":
      return constructManifests(context, construction);
    default:
      throw new UserError({
        what: "the rehearsal's kubernetes provider does not know this component",
        where: construction.type,
        fix: "add it to rehearsal/clouds/kubernetes/components",
      });
  }
}
