/** An IAM policy document of statements, each an allowance unless it says otherwise. */
export function document(...statements: readonly Record<string, unknown>[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export const account = "222222222222";
export const root = { AWS: `arn:aws:iam::${account}:root` };

export function role(name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}
