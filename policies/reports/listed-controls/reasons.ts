/** Controls of a framework, each with the reason why no policy can implement it; empty where one could. */
export type Listed = Readonly<Record<string, string>>;

/** Controls that a policy could implement and that none does unless it names them. */
export function open(...ids: readonly string[]): Listed {
  return because("", ...ids);
}

export function because(reason: string, ...ids: readonly string[]): Listed {
  return Object.fromEntries(ids.map((id) => [id, reason]));
}

export const rootUser = "it is about the account's root user, which no program declares; check it in Security Hub";
export const person = "it is about what people do, not about what is declared";
export const users = "it is about IAM users and their keys, and the program makes none; check it in Security Hub";
export const atRunTime = "it is about what happens at run time, not about what is declared; check it in Security Hub";
