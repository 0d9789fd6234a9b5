import { Journal } from "../../../rehearsal/clouds/journal";

/** Child of journal.test.ts: writes as fast as it can and says after each write what it was told is on the disk. */
async function write(directory: string): Promise<void> {
  const journal = await Journal.open(directory);
  const from = journal.state.all("test").length;
  for (let count = from; ; count++) {
    const id = `r-${count}`;
    const payload = "x".repeat(count % 3000);
    await journal.put({ type: "test", id, urn: id, region: "", inputs: { payload }, outputs: {}, creation: 1 });
    process.stdout.write(`${id}\n`);
  }
}

void write(process.argv[2] ?? "");
