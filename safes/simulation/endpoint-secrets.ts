/** Whatever of the URL may be a key: all of it but the host and short words. */
export function secretsOf(rpcUrl: string): readonly string[] {
  const { username, password, pathname, searchParams } = new URL(rpcUrl);
  return [username, password, ...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= 8);
}

/** Endpoints and HTTP clients repeat URLs, and the keys in them, in what they say. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  const text = message.replace(/\b(?:https?|wss?):\/\/[^\s)"']+/g, "the RPC endpoint");
  return secrets.reduce((told, secret) => told.replaceAll(secret, "..."), text);
}
