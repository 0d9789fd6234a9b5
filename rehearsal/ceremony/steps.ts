import type { RehearsalPaths } from "../paths";
import type { RehearsalOptions, Step } from "../steps";
import type { Endpoints } from "../supervisor";
import { prepareSealedSecretsController } from "../toolchain";
import type { Workspace } from "../workspace";
import { ceremonyCode } from "./code";

/** Where a rehearsed stack lives; endpoints and workspace are there once the first steps are done. */
interface Place {
  readonly paths: RehearsalPaths;
  readonly workspace: Workspace;
  readonly endpoints: Endpoints;
}

type Options = Pick<RehearsalOptions, "ceremony" | "signal">;

/** Once the namespaces are there: the keys of a ceremony arrive as at a real cluster. */
export function unsealingSteps({ ceremony, signal }: Options, place: Place): Step[] {
  const keys = ceremony?.clusterKeys;
  if (!keys) return [];
  const run = async () => {
    const { unsealKeys } = ceremonyCode.unsealing();
    const program = await prepareSealedSecretsController({ signal });
    const { kubeconfig } = place.endpoints;
    return unsealKeys(keys, { kubeconfig, program, directory: place.paths.cluster, signal });
  };
  return [{ title: "keys: unsealed by the cluster's controller", run }];
}

/** At the end, from phase contracts on: what `npm run ceremony -- compare` does after a rollout. */
export function comparisonSteps({ ceremony }: Options, place: Place): Step[] {
  if (!ceremony) return [];
  const run = () => ceremonyCode.comparison().provePublished(place.paths, place.workspace, place.endpoints.l1RpcUrl);
  return [{ title: "ceremony: chain as published", run }];
}
