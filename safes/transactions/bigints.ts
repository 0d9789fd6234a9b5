function sorted(values: readonly bigint[]): bigint[] {
  return [...values].sort((one, other) => (one < other ? -1 : Number(one > other)));
}

/** 0 of none. */
export function largestOf(...values: readonly bigint[]): bigint {
  return sorted(values).at(-1) ?? 0n;
}

/** 0 of none. */
export function smallestOf(...values: readonly bigint[]): bigint {
  return sorted(values)[0] ?? 0n;
}

/** Of an even number the lower one in the middle; 0 of none. */
export function medianOf(values: readonly bigint[]): bigint {
  return sorted(values)[Math.floor((values.length - 1) / 2)] ?? 0n;
}

export function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}
