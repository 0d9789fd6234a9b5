import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface VolumesArgs {
  /** ARN of the key that encrypts the volumes. The EBS CSI driver's role must be allowed to use it. */
  kmsKeyArn: pulumi.Input<string>;
  /** Tags of the volumes: the driver makes them, so the AWS provider's default tags do not reach them. */
  tags: Readonly<Record<string, string>>;
  /** I/O operations per second of each volume, 3000 to 16000. Default 6000: a syncing reth is bound by reads. */
  iops?: number;
  /** Throughput of each volume in MiB/s, 125 to 1000. Default 250. */
  throughputMibps?: number;
}

/**
 * Storage for pods: the cluster's default class gives encrypted gp3 volumes that outlive the claim.
 *
 * @example
 * new Volumes("jeju-testnet", { kmsKeyArn: keys.volumes.arn, tags }, { provider: cluster.provider });
 */
export class Volumes extends pulumi.ComponentResource {
  /** Name of the storage class, for charts; known before anything exists. */
  readonly storageClassName = "gp3-encrypted";

  constructor(name: string, args: VolumesArgs, options?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:Volumes", name, {}, options);

    new kubernetes.storage.v1.StorageClass(
      `${name}-${this.storageClassName}`,
      {
        metadata: {
          name: this.storageClassName,
          // A claim that names no class must not end on an unencrypted one.
          annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
        },
        provisioner: "ebs.csi.aws.com",
        // The volume is made in the zone where the scheduler puts the pod, not the other way round.
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        // Deleting a claim by mistake must not delete weeks of syncing.
        reclaimPolicy: "Retain",
        parameters: {
          type: "gp3",
          encrypted: "true",
          kmsKeyId: args.kmsKeyArn,
          iops: String(args.iops ?? 6000),
          throughput: String(args.throughputMibps ?? 250),
          "csi.storage.k8s.io/fstype": "ext4",
          ...tagParameters(args.tags),
        },
      },
      { parent: this },
    );

    this.registerOutputs({ storageClassName: this.storageClassName });
  }
}

/** The driver reads tags from numbered parameters. Source: aws-ebs-csi-driver, docs/tagging.md. */
function tagParameters(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value], index) => [`tagSpecification_${index + 1}`, `${key}=${value}`]),
  );
}
