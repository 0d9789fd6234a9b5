import * as pulumi from "@pulumi/pulumi";

export interface SignerAddressArgs {
  /** Key in AWS KMS of the spec ECC_SECG_P256K1, by id, ARN or alias. */
  readonly keyId: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
}

/**
 * The account that a key in KMS signs for, so that a contract or a node can be told of it. Another key is a replacement.
 *
 * @example
 * const batcher = new SignerAddress("batcher", { keyId: batcherKey.arn, region: "us-east-1" }, { provider: base });
 */
export class SignerAddress extends pulumi.CustomResource {
  /** With its checksum; known at preview once the key exists. */
  declare readonly address: pulumi.Output<string>;

  constructor(name: string, args: SignerAddressArgs, opts?: pulumi.CustomResourceOptions) {
    super("safes:index:SignerAddress", name, { ...args, address: undefined }, opts);
  }
}
