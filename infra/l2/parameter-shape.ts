import { isAddress } from "ethers/address";
import { isHexString } from "ethers/utils";
import type { Problem } from "../user-error";
import type { ChainParameters, FeeVault } from "./parameters";

const UINT32_MAX = 2 ** 32 - 1;

/** Numbers that are none, addresses without their checksum, and the like. */
export function* malformations({
  l1,
  l2,
  contracts,
  feeVaults,
  depositGas,
  ...others
}: ChainParameters): Iterable<Problem> {
  const { genesisBlock } = l1;
  const wholeNumbers: Readonly<Record<string, number>> = {
    "l1.chainId": l1.chainId,
    "l1.blockTimeSeconds": l1.blockTimeSeconds,
    "l1.genesisBlock.timestampSeconds": genesisBlock.timestampSeconds,
    "l2.chainId": l2.chainId,
    "l2.blockTimeSeconds": l2.blockTimeSeconds,
    "l2.gasLimit": l2.gasLimit,
    "l2.sequencerWindowL1Blocks": l2.sequencerWindowL1Blocks,
    "l2.maxSequencerDriftSeconds": l2.maxSequencerDriftSeconds,
    "l2.channelTimeoutL1Blocks": l2.channelTimeoutL1Blocks,
    "l2.eip1559.elasticity": l2.eip1559.elasticity,
    "l2.eip1559.denominator": l2.eip1559.denominator,
    "l2.eip1559.denominatorCanyon": l2.eip1559.denominatorCanyon,
    "depositGas.maxResourceLimit": depositGas.maxResourceLimit,
  };
  for (const [where, value] of Object.entries(wholeNumbers)) {
    if (!Number.isSafeInteger(value) || value < 1)
      yield { where, got: `${value}`, expected: "a whole number of 1 or more" };
  }
  if (!Number.isSafeInteger(genesisBlock.number) || genesisBlock.number < 0) {
    yield { where: "l1.genesisBlock.number", got: `${genesisBlock.number}`, expected: "a block number" };
  }
  if (!isHexString(genesisBlock.hash, 32) || BigInt(genesisBlock.hash) === 0n) {
    yield {
      where: "l1.genesisBlock.hash",
      got: genesisBlock.hash,
      expected: "the hash of a block: 0x and 64 hex digits",
    };
  }
  for (const [name, scalar] of Object.entries(l2.feeScalars)) {
    if (!Number.isSafeInteger(scalar) || scalar < 0 || scalar > UINT32_MAX) {
      const where = `l2.feeScalars.${name}`;
      yield {
        where,
        got: `${scalar}`,
        expected: `a whole number from 0 to ${UINT32_MAX}, which 4 bytes of the scalar hold`,
      };
    }
  }
  const addresses: Readonly<Record<string, string | undefined>> = {
    ...prefixed("contracts", contracts),
    ...prefixed("feeVaults", recipientsOf(feeVaults)),
    batcher: others.batcher,
    batchInbox: others.batchInbox,
    proxyAdminOwnerOnL1: others.proxyAdminOwnerOnL1,
    governanceTokenOwner: others.governanceTokenOwner,
  };
  for (const [where, address] of Object.entries(addresses)) {
    if (address === undefined) continue;
    if (!isAddress(address))
      yield { where, got: address, expected: "an address of 0x and 40 hex digits, its checksum right" };
    else if (BigInt(address) === 0n) yield { where, got: address, expected: "an address that is not zero" };
  }
}

export function recipientsOf(feeVaults: ChainParameters["feeVaults"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries<FeeVault>(feeVaults).map(([name, { recipient }]) => [`${name}.recipient`, recipient]),
  );
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
