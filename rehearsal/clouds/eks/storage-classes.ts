import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

type StorageClassArgs = Exclude<NonNullable<eks.ClusterArgs["storageClasses"]>, string>[string];

/** Storage classes of the program, in Kubernetes itself; a single name is a default class of that volume type. */
export function createStorageClasses(
  name: string,
  classes: NonNullable<eks.ClusterArgs["storageClasses"]>,
  opts: pulumi.CustomResourceOptions,
): Record<string, kubernetes.storage.v1.StorageClass> {
  const all: Record<string, StorageClassArgs> =
    typeof classes === "string" ? { [classes]: { type: classes, default: true } } : classes;
  return Object.fromEntries(
    Object.entries(all).map(([key, args]) => [key, createStorageClass(`${name.toLowerCase()}-${key}`, args, opts)]),
  );
}

function createStorageClass(
  name: string,
  args: StorageClassArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.storage.v1.StorageClass {
  const metadata = pulumi.all([args.metadata ?? {}, args.default]).apply(([given, isDefault]) => ({
    ...given,
    annotations: {
      ...given.annotations,
      ...(isDefault ? { "storageclass.kubernetes.io/is-default-class": "true" } : {}),
    },
  }));
  const text = (value: pulumi.Input<unknown> | undefined) =>
    value === undefined ? undefined : pulumi.output(value).apply((known) => `${known}`);
  const parameters: Record<string, pulumi.Input<string> | undefined> = {
    type: args.type,
    zones: args.zones && pulumi.output(args.zones).apply((zones) => zones.join(", ")),
    iopsPerGb: text(args.iopsPerGb),
    encrypted: text(args.encrypted),
    kmsKeyId: args.kmsKeyId,
  };
  return new kubernetes.storage.v1.StorageClass(
    name,
    {
      metadata,
      provisioner: "kubernetes.io/aws-ebs",
      parameters: Object.fromEntries(
        Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
      allowVolumeExpansion: args.allowVolumeExpansion,
      mountOptions: args.mountOptions,
      reclaimPolicy: args.reclaimPolicy,
      volumeBindingMode: args.volumeBindingMode,
    },
    opts,
  );
}
