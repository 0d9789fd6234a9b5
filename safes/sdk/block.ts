import * as pulumi from "@pulumi/pulumi";

export interface BlockArgs {
  /**
   * Number of a block that counts: as many others are on top of it as the provider waits for. Default: the newest of them
   * when the resource is created, and from then on that one.
   */
  readonly number?: number;
}

/**
 * A block of the chain, the same one for ever: for what has to be tied to a moment, such as the genesis of a rollup. A
 * refresh that finds another block at its number shows the chain to be another one.
 *
 * @example
 * const genesis = new Block("genesis", {}, { provider: base });
 */
export class Block extends pulumi.CustomResource {
  declare readonly number: pulumi.Output<number>;
  declare readonly hash: pulumi.Output<string>;
  /** Seconds since 1970. */
  declare readonly timestampSeconds: pulumi.Output<number>;

  constructor(name: string, args: BlockArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "safes:index:Block",
      name,
      { number: undefined, ...args, hash: undefined, timestampSeconds: undefined },
      opts,
    );
  }
}
