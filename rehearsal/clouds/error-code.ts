/** Whether Node says so; `instanceof` fails for errors of another realm, such as a test runner's. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
