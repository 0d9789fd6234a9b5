import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, readJournal } from "../../../rehearsal/clouds/journal";
import { redact, restore } from "../../../rehearsal/clouds/redaction";
import { findResourceId, readRemaining } from "../../../rehearsal/clouds/remains";
import { takeIn, tamper } from "../../../rehearsal/clouds/tampering";

let directory: string;
let journal: Journal;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "jeju-tampering-"));
  journal = await Journal.open(directory);
  await journal.put({
    type: "aws:kms/key:Key",
    id: "key-1",
    urn: "urn:key",
    region: "us-east-1",
    creation: 1,
    inputs: redact({ tags: { a: "1" }, password: "known" }, ["password"], journal.salt),
    outputs: redact({ tags: { a: "1" }, password: "known", arn: "arn:1" }, ["password"], journal.salt),
  });
});

afterEach(async () => {
  await journal.close();
  rmSync(directory, { recursive: true });
});

const key = () => journal.state.get("aws:kms/key:Key", "key-1");

describe("a change behind the engine's back", () => {
  it("is in the clouds once they take it in, and stays", async () => {
    tamper(directory, { target: "urn:key", property: 'tags["b"]', value: "2" });
    tamper(directory, { target: "key-1", property: "arn", value: "arn:2" });
    await takeIn(directory, journal);
    expect(key()?.outputs).toMatchObject({ tags: { a: "1", b: "2" }, arn: "arn:2" });
    expect(key()?.inputs).toMatchObject({ tags: { a: "1", b: "2" } });
    expect(key()?.inputs).not.toHaveProperty("arn");
    expect(readJournal(directory).get("aws:kms/key:Key", "key-1")).toEqual(key());
    expect(readdirSync(join(directory, "tampering"))).toEqual([]);
  });

  it("is taken in once by requests that come together", async () => {
    tamper(directory, { target: "key-1", remove: true });
    await Promise.all([takeIn(directory, journal), takeIn(directory, journal)]);
    expect(key()).toBeUndefined();
    expect(journal.state.deleted("aws:kms/key:Key")).toHaveLength(1);
  });

  it("keeps a secret secret", async () => {
    tamper(directory, { target: "key-1", property: "password", value: "stolen" });
    await takeIn(directory, journal);
    expect(JSON.stringify(key())).not.toContain("stolen");
    expect(restore(key()?.outputs ?? {}, { password: "known" }, journal.salt).password).toMatch(/changed outside/);
  });

  it("needs a resource that is there", () => {
    expect(() => tamper(directory, { target: "urn:none", remove: true })).toThrow("hold no such resource");
  });
});

describe("what the clouds hold", () => {
  it("is listed by URN, with what they have promised to delete later", async () => {
    expect(readRemaining(directory)).toEqual({ living: ["urn:key"], scheduled: [] });
    await journal.remove("aws:kms/key:Key", "key-1");
    expect(readRemaining(directory)).toEqual({ living: [], scheduled: ["urn:key"] });
  });

  it("is found by URN", () => {
    expect(findResourceId(directory, "urn:key")).toBe("key-1");
    expect(findResourceId(directory, "urn:none")).toBeUndefined();
  });
});
