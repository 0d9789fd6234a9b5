/** Where secrets are until they are wiped: memory, or a file system in memory. Nothing else holds any. */
export interface Vault {
  readonly kind: "memory" | "tmpfs";
  put(name: string, secret: Uint8Array): void;
  /** A copy, which the caller overwrites when it is done. */
  get(name: string): Uint8Array | undefined;
  /** Overwrites all and forgets it. */
  wipe(): void;
}

export class MemoryVault implements Vault {
  readonly kind = "memory";
  private readonly secrets = new Map<string, Uint8Array>();

  put(name: string, secret: Uint8Array): void {
    this.secrets.get(name)?.fill(0);
    this.secrets.set(name, Uint8Array.from(secret));
  }

  get(name: string): Uint8Array | undefined {
    const secret = this.secrets.get(name);
    return secret && Uint8Array.from(secret);
  }

  wipe(): void {
    for (const secret of this.secrets.values()) secret.fill(0);
    this.secrets.clear();
  }
}
