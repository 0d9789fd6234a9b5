import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn, podIdentityTrust, policyDocument } from "../iam";
import { named } from "../naming";
import type { AddonName, AddonVersions } from "./addon-versions";

export interface AddonsArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  readonly clusterName: pulumi.Input<string>;
  /** The add-ons to install, with what each needs. */
  readonly addons: readonly AddonSpec[];
  /** Versions. Source: `cluster.addonVersions` over {@link addonVersionsFor}. */
  readonly versions: AddonVersions;
}

export interface AddonSpec {
  readonly name: AddonName;
  /** Settings of the add-on, as `aws eks describe-addon-configuration` describes them. Default: none. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Rights of its pods in AWS. Default: none. */
  readonly identity?: {
    /** Service account in kube-system that gets the rights. */
    readonly serviceAccount: string;
    /** Policy that AWS manages for the add-on. */
    readonly managedPolicy: string;
    /** Policy document with rights beside it. Default: none. */
    readonly ownPolicy?: pulumi.Input<string>;
  };
}

/**
 * EKS add-ons with pinned versions, each with its own Pod Identity role. Differences to what somebody changed by hand
 * are overwritten.
 *
 * @example
 * new Addons("jeju-mainnet-cluster-addons", { clusterName, addons: NODE_ADDONS, versions, accountId }, { parent: this });
 */
export class Addons extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: AddonsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Addons", name, args, opts);
    for (const addon of args.addons) this.install(addon, this.identify(addon));
    this.registerOutputs();
  }

  private identify({ name: addon, identity }: AddonSpec): pulumi.Resource[] {
    if (identity === undefined) return [];
    const name = `${this.name}-${addon}`;
    const role = new iam.Role(
      name,
      { name, assumeRolePolicy: podIdentityTrust(this.args.accountId) },
      { parent: this },
    );
    const managed = new iam.RolePolicyAttachment(
      `${name}-managed`,
      { role: role.name, policyArn: managedPolicyArn(identity.managedPolicy) },
      { parent: this },
    );
    const own = identity.ownPolicy === undefined ? [] : [this.grant(name, role, identity.ownPolicy)];
    const association = new eks.PodIdentityAssociation(
      name,
      {
        clusterName: this.args.clusterName,
        namespace: "kube-system",
        serviceAccount: identity.serviceAccount,
        roleArn: role.arn,
        tags: named(name),
      },
      { parent: this },
    );
    return [managed, ...own, association];
  }

  private grant(name: string, role: iam.Role, policy: pulumi.Input<string>): iam.RolePolicy {
    return new iam.RolePolicy(`${name}-own`, { role: role.name, policy }, { parent: this });
  }

  private install({ name: addon, settings }: AddonSpec, rights: pulumi.Resource[]): void {
    const name = `${this.name}-${addon}`;
    new eks.Addon(
      name,
      {
        clusterName: this.args.clusterName,
        addonName: addon,
        addonVersion: this.args.versions[addon],
        configurationValues: settings === undefined ? undefined : JSON.stringify(settings),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags: named(name),
      },
      // A pod gets its rights when it starts, so they have to be there before.
      { parent: this, dependsOn: rights },
    );
  }
}

/** Add-ons that a node needs before it is ready; they run without any. */
export const NODE_ADDONS: readonly AddonSpec[] = [
  { name: "eks-pod-identity-agent" },
  { name: "kube-proxy" },
  {
    name: "vpc-cni",
    // Without it network policies are accepted and ignored.
    settings: { enableNetworkPolicy: "true" },
    identity: { serviceAccount: "aws-node", managedPolicy: "AmazonEKS_CNI_Policy" },
  },
];

/** Add-ons whose pods need a node to become healthy. */
export function podAddons(volumesKeyArn: pulumi.Input<string>): readonly AddonSpec[] {
  return [
    { name: "coredns" },
    { name: "snapshot-controller" },
    {
      name: "aws-ebs-csi-driver",
      identity: {
        serviceAccount: "ebs-csi-controller-sa",
        managedPolicy: "service-role/AmazonEBSCSIDriverPolicy",
        ownPolicy: pulumi.output(volumesKeyArn).apply(useOfVolumesKey),
      },
    },
  ];
}

/** The driver's managed policy says nothing of customer keys: "Installation" in the driver's documentation. */
function useOfVolumesKey(keyArn: string): string {
  return policyDocument(
    {
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      Resource: keyArn,
    },
    {
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: keyArn,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  );
}
