import * as pulumi from "@pulumi/pulumi";
import type { Compiler } from "../contract/compiler";
import type { SentTransaction } from "../transactions/transaction";
import { type AbiValue, onWire } from "./abi-value";

/** What a creator calls on the contract that it has just created. */
export interface CreatorCall {
  /** As Solidity writes it, `function transferOwnership(address newOwner)`. */
  readonly function: string;
  /** Default none. */
  readonly arguments?: readonly AbiValue[];
}

export interface ContractArgs {
  /** File of the compiled contract, from the folder of Pulumi.yaml: JSON of Foundry, of Hardhat, or `{abi, bytecode}`. */
  readonly artifact: string;
  /**
   * Keccak-256 of the artifact's creation code, with zeros where libraries belong; another code is refused. Default: any
   * code is taken, and its hash is shown.
   */
  readonly creationCodeHash?: string;
  /**
   * What compiled it, with its settings; an artifact whose metadata names another one is refused, and so is one without
   * metadata. Default: any.
   */
  readonly compiler?: Compiler;
  /** Default none. */
  readonly constructorArguments?: readonly AbiValue[];
  /** Addresses of the libraries that the code is linked with, by `Name` or `path/File.sol:Name`. Default none. */
  readonly libraries?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * What the contract's creator calls on it right after the constructor, in the same transaction: for a contract that
   * belongs to whoever creates it, since that is a factory, or that nobody may reach before it is initialised. Default none.
   */
  readonly creatorCalls?: readonly CreatorCall[];
  /** Makes the address, beside code and arguments. Decimal, below 2^256. Default 0. */
  readonly salt?: string;
}

/**
 * A contract, created by the factory that creates the Safes, at an address that follows from its code, its arguments and a
 * salt: known at preview, and the same on every chain. It costs one transaction, or none where it is there already. Another
 * code, argument or salt is another contract at another address, a replacement: what refers to it is told the new address,
 * and the old contract stays where it is, as it is. Deleting the resource forgets the contract.
 *
 * The checkpoint holds the path and the hashes of the code, and never the code.
 *
 * @example
 * const proxyAdmin = new Contract(
 *   "proxy-admin",
 *   { artifact: "node_modules/@openzeppelin/contracts/build/contracts/ProxyAdmin.json", constructorArguments: [deployer] },
 *   { provider: base },
 * );
 */
export class Contract extends pulumi.CustomResource {
  /** Known at preview, unless an argument is not. */
  declare readonly address: pulumi.Output<string>;
  /** Factory that created it. */
  declare readonly factory: pulumi.Output<string>;
  /** Keccak-256 of all that the factory was given: code, libraries, arguments, calls. Known at preview. */
  declare readonly initCodeHash: pulumi.Output<string>;
  /** Keccak-256 of the code on the chain. */
  declare readonly codeHash: pulumi.Output<string>;
  /** Empty where it was adopted. */
  declare readonly transactions: pulumi.Output<readonly SentTransaction[]>;

  constructor(name: string, args: ContractArgs, opts?: pulumi.CustomResourceOptions) {
    const { constructorArguments, creatorCalls, ...others } = args;
    const inputs = {
      ...others,
      constructorArguments: constructorArguments && onWire(constructorArguments),
      creatorCalls: creatorCalls?.map(({ function: signature, arguments: values }) => ({
        function: signature,
        arguments: values && onWire(values),
      })),
    };
    const outputs = {
      address: undefined,
      factory: undefined,
      initCodeHash: undefined,
      codeHash: undefined,
      transactions: undefined,
    };
    super("safes:index:Contract", name, { ...inputs, ...outputs }, opts);
  }
}
