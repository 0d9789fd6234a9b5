import * as pulumi from "@pulumi/pulumi";
import type { AbiValue, PostCondition } from "../../safes/sdk";
import { ecotoneScalar } from "../l2/rollup-config";
import { batcherHashOf } from "./initialisation";
import type { L1Parameters, L1Roles } from "./parameters";
import { encodeProtocolVersion } from "./protocol-version";
import type { ProxiedName } from "./set";

/** A parameter that an owner can set without an upgrade. */
export interface GovernedParameter {
  readonly contract: ProxiedName;
  /** Part of the resource's name. */
  readonly label: string;
  /** Who sets it. */
  readonly by: keyof Pick<L1Roles, "operations" | "upgrades">;
  readonly function: string;
  readonly arguments: readonly AbiValue[];
  readonly postCondition: PostCondition;
  /** What of the contract the verification finds otherwise until it is set. */
  readonly getters: readonly string[];
}

/**
 * Right from the initialisation on; where the configuration changes later, its owners are asked. All other parameters take
 * an upgrade of their contract.
 */
export function governedParameters({
  roles,
  gasLimit,
  feeScalars,
  protocolVersions: versions,
}: L1Parameters): readonly GovernedParameter[] {
  const { basefee, blobBasefee } = feeScalars;
  const batcherHash = pulumi.output(roles.batcher).apply(batcherHashOf);
  const signer = pulumi.output(roles.unsafeBlockSigner);
  const ofSystem = { contract: "SystemConfig", by: "operations" } as const;
  const version = (label: string, setter: string, getter: string, wanted: string | undefined) => {
    const encoded = wanted === undefined ? "0" : encodeProtocolVersion(wanted);
    return {
      contract: "ProtocolVersions",
      by: "upgrades",
      label,
      function: `function ${setter}(uint256 version)`,
      arguments: [encoded],
      postCondition: { function: `function ${getter}() view returns (uint256)`, expected: encoded },
      getters: [getter],
    } as const;
  };
  return [
    {
      ...ofSystem,
      label: "gas-limit",
      function: "function setGasLimit(uint64 gasLimit)",
      arguments: [gasLimit],
      postCondition: { function: "function gasLimit() view returns (uint64)", expected: gasLimit },
      getters: ["gasLimit"],
    },
    {
      ...ofSystem,
      label: "fee-scalars",
      function: "function setGasConfigEcotone(uint32 basefeeScalar, uint32 blobbasefeeScalar)",
      arguments: [basefee, blobBasefee],
      postCondition: {
        function: "function scalar() view returns (uint256)",
        expected: BigInt(ecotoneScalar(feeScalars)),
      },
      getters: ["scalar", "basefeeScalar", "blobbasefeeScalar"],
    },
    {
      ...ofSystem,
      label: "batcher",
      function: "function setBatcherHash(bytes32 batcherHash)",
      arguments: [batcherHash],
      postCondition: { function: "function batcherHash() view returns (bytes32)", expected: batcherHash },
      getters: ["batcherHash"],
    },
    {
      ...ofSystem,
      label: "unsafe-block-signer",
      function: "function setUnsafeBlockSigner(address signer)",
      arguments: [signer],
      postCondition: { function: "function unsafeBlockSigner() view returns (address)", expected: signer },
      getters: ["unsafeBlockSigner"],
    },
    version("required-version", "setRequired", "required", versions?.required),
    version("recommended-version", "setRecommended", "recommended", versions?.recommended),
  ];
}
