/** Prints one figure. */
export function line(what: string, figure: string): void {
  console.log(`${what.padEnd(52)}${figure}`);
}
