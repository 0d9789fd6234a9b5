import type { Provider } from "../../safes/plugin/provider";
import { serveProvider } from "../../safes/plugin/server";
import { awsTypes } from "./aws";
import { serveKmsApi } from "./aws/kms-api";
import { awsCloud } from "./aws-cloud";
import { worldOf } from "./cloud-world";
import { cloudflareCloud } from "./cloudflare-cloud";
import { eksProvider } from "./eks";
import type { FaultPlan } from "./fault-plan";
import { Faults, withFaults } from "./faults";
import { Journal } from "./journal";
import { kubernetesProvider } from "./kubernetes";
import type { KubernetesSite } from "./resource-type";
import { SdkTypes } from "./sdk-types";
import { StandIn } from "./stand-in";
import { takeIn } from "./tampering";

export type { FaultPlan } from "./fault-plan";
export { findResourceId, readRemaining } from "./remains";
export { tamper } from "./tampering";

export interface CloudsOptions {
  /** Where the clouds keep their state; made when it is not there. */
  readonly directory: string;
  readonly kubernetes: KubernetesSite;
  /** The `helm` program. */
  readonly helm: string;
  /** The AWS account that the stand-in plays, 12 digits. */
  readonly accountId: string;
  /** ARNs of roles that the stack's configuration says the account holds already. Default: any may exist. */
  readonly givenPrincipals?: readonly string[];
  /** Faults from the start; more may be put into `faults.json` in the directory at any time. */
  readonly faults?: FaultPlan;
}

export interface Clouds {
  /** Value of PULUMI_DEBUG_PROVIDERS. */
  readonly debugProviders: string;
  /** Value of AWS_ENDPOINT_URL_KMS: where the signing keys sign. */
  readonly kmsUrl: string;
  stop(): Promise<void>;
}

/** Serves the stand-ins of all clouds to any number of engines, from what the directory holds. */
export async function serveClouds(options: CloudsOptions): Promise<Clouds> {
  const { directory, kubernetes, helm, accountId, givenPrincipals } = options;
  const journal = await Journal.open(directory);
  const served: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(served.map((service) => service.stop()));
    await journal.close();
  };
  try {
    const catchUp = () => takeIn(directory, journal);
    await catchUp();
    const world = worldOf(journal, {
      accountId,
      partition: "aws",
      kubernetes,
      ...(givenPrincipals && { givenPrincipals }),
    });
    const aws = new SdkTypes("aws");
    const providers: Provider[] = [
      new StandIn(awsCloud(awsTypes, aws, accountId), { journal, world, sdk: aws, catchUp }),
      new StandIn(cloudflareCloud, { journal, world, sdk: new SdkTypes("cloudflare"), catchUp }),
      eksProvider(kubernetes),
      kubernetesProvider({ helm }),
    ];
    const faults = new Faults(directory, options.faults);
    const debugProviders: string[] = [];
    for (const provider of providers) {
      const service = await serveProvider(withFaults(provider, faults));
      served.push(service);
      debugProviders.push(service.debugProvider);
    }
    const kmsApi = await serveKmsApi(world);
    served.push(kmsApi);
    return { debugProviders: debugProviders.join(","), kmsUrl: kmsApi.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
