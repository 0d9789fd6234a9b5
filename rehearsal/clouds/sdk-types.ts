import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheDirectory } from "../toolchain/cache";
import { hasCode } from "./error-code";
import type { SdkType } from "./sdk-type";

/** The SDKs that the program uses, as npm has installed them. */
export class SdkTypes {
  private readonly known = new Map<string, SdkType | undefined>();
  private readonly directory: string;
  private readonly packageDirectory: string;
  /** Version of the npm package. */
  readonly version: string;

  /** @param packageName e.g. `aws` for `@pulumi/aws`. */
  constructor(packageName: string, cache = cacheDirectory(process.env)) {
    const manifest = createRequire(__filename).resolve(`@pulumi/${packageName}/package.json`);
    this.packageDirectory = dirname(manifest);
    this.version = String(JSON.parse(readFileSync(manifest, "utf8")).version);
    this.directory = join(cache, "sdk-types", `${packageName}-${this.version}-${extractorDigest()}`);
  }

  /** @returns undefined when the SDK declares no such type. */
  get(type: string): SdkType | undefined {
    if (!this.known.has(type)) this.known.set(type, this.readCached(type) ?? this.extract(type));
    return this.known.get(type);
  }

  private readCached(type: string): SdkType | undefined {
    try {
      return JSON.parse(readFileSync(this.cacheFile(type), "utf8"));
    } catch (error) {
      // A missing file, or one that a full disk has cut short, is made again.
      if (error instanceof SyntaxError || hasCode(error, "ENOENT")) {
        return undefined;
      }
      throw error;
    }
  }

  private extract(type: string): SdkType | undefined {
    // Loaded here only: the TypeScript compiler takes longer to load than all cached types together.
    const { readSdkType }: typeof import("./sdk-declarations") = require("./sdk-declarations");
    const description = readSdkType(this.packageDirectory, type);
    if (description) this.writeCached(type, description);
    return description;
  }

  private writeCached(type: string, description: SdkType): void {
    mkdirSync(this.directory, { recursive: true });
    const file = this.cacheFile(type);
    const unfinished = `${file}.${randomUUID()}`;
    writeFileSync(unfinished, JSON.stringify(description));
    renameSync(unfinished, file);
  }

  private cacheFile(type: string): string {
    return join(this.directory, `${type.replace(/[^\w.-]/g, "-")}.json`);
  }
}

/** A changed extractor must not meet what an older one has written. */
function extractorDigest(): string {
  const hash = createHash("sha256");
  for (const file of ["sdk-type.ts", "sdk-declarations.ts"]) hash.update(readFileSync(join(__dirname, file)));
  return hash.digest("hex").slice(0, 12);
}
