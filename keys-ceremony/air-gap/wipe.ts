/**
 * Overwrites secrets in place. What JavaScript copied before (strings above all, which cannot be overwritten) stays until
 * the process ends: so a ceremony's machine has no swap, no core dumps, and is switched off afterwards.
 */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}
