const units = [
  ["d", 86_400n],
  ["h", 3_600n],
  ["min", 60n],
  ["s", 1n],
] as const;

/** The two largest units: `1 d 23 h`, `59 min 3 s`. */
export function describeDuration(seconds: bigint): string {
  const start = units.findIndex(([, size]) => seconds >= size);
  let left = seconds;
  const parts = units.slice(Math.max(start, 0), Math.max(start, 0) + 2).flatMap(([unit, size]) => {
    const count = left / size;
    left %= size;
    return count > 0n ? [`${count} ${unit}`] : [];
  });
  return parts.join(" ") || "0 s";
}
