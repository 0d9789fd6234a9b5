/** Gas of the deposit with which op-node begins every L2 block: `RegolithSystemTxGas` in its derive package. */
export const SYSTEM_TX_MAX_GAS = 1_000_000;

/** The market in which deposits buy gas of L2: `ResourceConfig` of ResourceMetering.sol. */
export interface DepositGas {
  /** Gas of L2 that the deposits of one L1 block can buy. Default in the configuration: 20 million. */
  readonly maxResourceLimit: number;
  /** What the limit is divided by to get the target. */
  readonly elasticityMultiplier: number;
  /** The price moves by one part of so many a block. */
  readonly baseFeeMaxChangeDenominator: number;
  /** Least price of a unit of gas, in wei. */
  readonly minimumBaseFeeWei: number;
  /** Highest price of a unit of gas, in wei and decimal digits. */
  readonly maximumBaseFeeWei: string;
}

/** In the order of the struct. */
export function resourceConfigOf(gas: DepositGas): readonly (number | string)[] {
  return [
    gas.maxResourceLimit,
    gas.elasticityMultiplier,
    gas.baseFeeMaxChangeDenominator,
    gas.minimumBaseFeeWei,
    SYSTEM_TX_MAX_GAS,
    gas.maximumBaseFeeWei,
  ];
}
