import type * as pulumi from "@pulumi/pulumi";
import type { KubernetesSite } from "../resource-type";

/**
 * The configuration by which programs reach the cluster. The real component has the user's token made by
 * `aws eks get-token`; here the user names a file, so that neither kind of kubeconfig carries a token into a checkpoint.
 *
 * @param ready Known once the cluster is: nothing may use the kubeconfig before that.
 */
export function kubeconfig(site: KubernetesSite, ready: pulumi.Output<unknown>): pulumi.Output<object> {
  return ready.apply(() => ({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "kubernetes",
        cluster: { server: site.endpoint, "certificate-authority-data": site.certificateAuthority },
      },
    ],
    contexts: [{ name: "aws", context: { cluster: "kubernetes", user: "aws" } }],
    "current-context": "aws",
    users: [{ name: "aws", user: { tokenFile: site.tokenFile } }],
  }));
}
