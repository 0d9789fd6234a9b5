import * as ebs from "@pulumi/aws/ebs";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

export interface AccountDefaultsArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** Key of every EBS volume that names none. Source: {@link Keys}. */
  readonly volumesKeyArn: pulumi.Input<string>;
}

/**
 * What holds for the whole account and region, whoever makes a resource: no public bucket, no public snapshot, no
 * unencrypted volume. The environments have an account each, so no two stacks fight over it.
 *
 * @example
 * new AccountDefaults("jeju-mainnet-account", { accountId, volumesKeyArn: keys.data.volumes });
 */
export class AccountDefaults extends pulumi.ComponentResource {
  constructor(name: string, args: AccountDefaultsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:AccountDefaults", name, args, opts);
    new s3.AccountPublicAccessBlock(
      `${name}-s3-public-access`,
      {
        accountId: args.accountId,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new ebs.EncryptionByDefault(`${name}-ebs-encryption`, { enabled: true }, { parent: this });
    new ebs.DefaultKmsKey(`${name}-ebs-key`, { keyArn: args.volumesKeyArn }, { parent: this });
    new ebs.SnapshotBlockPublicAccess(`${name}-ebs-snapshots`, { state: "block-all-sharing" }, { parent: this });
    this.registerOutputs();
  }
}
