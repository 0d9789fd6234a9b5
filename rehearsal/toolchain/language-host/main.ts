import { fstatSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { version } from "@pulumi/pulumi/version";
import { Children } from "./children";
import { startLanguageHost } from "./server";

async function main(): Promise<void> {
  // The engine calls `pulumi-language-nodejs [--tracing URL] [its logging flags] ENGINE_ADDRESS`.
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { tracing: { type: "string" }, version: { type: "boolean" } },
  });
  if (values.version) {
    console.log(`v${version}`);
    return;
  }
  const children = new Children(join(__dirname, "compile-cache"));
  const tracing = typeof values.tracing === "string" ? values.tracing : undefined;
  const server = await startLanguageHost({ engineAddress: positionals.at(-1), tracing, children });

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await children.endAll();
    server.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  if (isPipe(0)) process.stdin.resume().on("end", end).on("error", end);

  console.log(String(server.port));
}

/** The engine holds the other end of our standard input, so an end of file means that it is gone, however it ended. */
function isPipe(descriptor: number): boolean {
  const status = fstatSync(descriptor);
  return status.isFIFO() || status.isSocket();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
