import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keptPort } from "../../rehearsal/ports";

describe("a kept port", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "jeju-ports-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("stays the same from one run to the next", async () => {
    const file = join(directory, "port");
    const port = await keptPort(file);
    expect(await keptPort(file)).toBe(port);
  });

  it("gives way when another program has taken it meanwhile", async () => {
    const file = join(directory, "port");
    const port = await keptPort(file);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", () => resolve()));
    const next = await keptPort(file);
    await new Promise((resolve) => other.close(resolve));
    expect(next).not.toBe(port);
    expect(readFileSync(file, "utf8")).toBe(`${next}\n`);
  });
});
