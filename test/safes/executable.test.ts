import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const executable = join(__dirname, "..", "..", "safes", "pulumi-resource-safes");

describe("the provider as the engine starts it", () => {
  let provider: ChildProcess;

  beforeEach(async () => {
    provider = spawn(executable, ["127.0.0.1:1"], { stdio: ["pipe", "pipe", "inherit"] });
  });
  afterEach(() => void provider.kill("SIGKILL"));

  async function firstLine(): Promise<string> {
    const [line] = await once(createInterface({ input: provider.stdout as NodeJS.ReadableStream }), "line");
    return line;
  }

  test("prints the port that it serves on, and ends once nobody holds its input", async () => {
    expect(await firstLine()).toMatch(/^\d+$/);
    provider.stdin?.end();
    expect(await once(provider, "exit")).toEqual([0, null]);
  });

  test("ends when the engine interrupts it", async () => {
    await firstLine();
    provider.kill("SIGINT");
    expect(await once(provider, "exit")).toEqual([null, "SIGINT"]);
  });
});
