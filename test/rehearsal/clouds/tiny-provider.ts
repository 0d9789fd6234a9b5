import { awsCloud } from "../../../rehearsal/clouds/aws-cloud";
import { worldOf } from "../../../rehearsal/clouds/cloud-world";
import { Journal } from "../../../rehearsal/clouds/journal";
import type { ResourceType } from "../../../rehearsal/clouds/resource-type";
import { SdkTypes } from "../../../rehearsal/clouds/sdk-types";
import { StandIn } from "../../../rehearsal/clouds/stand-in";
import { takeIn } from "../../../rehearsal/clouds/tampering";
import { ACCOUNT, noKubernetes, tinyTypes } from "./tiny-cloud";

const sdk = new SdkTypes("aws");

/** The AWS stand-in with a handful of types, from what the directory holds. */
export async function openTinyAws(directory: string, types: readonly ResourceType[] = tinyTypes) {
  const journal = await Journal.open(directory);
  const world = worldOf(journal, { accountId: ACCOUNT, partition: "aws", kubernetes: noKubernetes });
  const provider = new StandIn(awsCloud(types, sdk, ACCOUNT), {
    journal,
    world,
    sdk,
    catchUp: () => takeIn(directory, journal),
  });
  return { journal, world, provider };
}
