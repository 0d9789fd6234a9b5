import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ThrowawayStack } from "./clouds/throwaway-stack";

describe("a folder as the engine's backend", () => {
  let stack: ThrowawayStack;
  const stacksDirectory = () => join(stack.directory, "backend", ".pulumi", "stacks", "tiny");

  beforeAll(async () => {
    stack = await ThrowawayStack.create("");
  });
  afterAll(() => stack.remove());

  it("holds nothing that an engine killed while writing leaves half written", () => {
    expect(readdirSync(stacksDirectory()).filter((name) => name.endsWith(".attrs"))).toEqual([]);
  });

  it("would be unreadable by the empty companion that the engine writes unless told otherwise", async () => {
    writeFileSync(join(stacksDirectory(), "dev.json.attrs"), "");
    expect(await stack.attempt("cancel", "--yes", "--stack", "dev")).toMatchObject({
      exitCode: 1,
      all: expect.stringMatching(/failed to load checkpoint: EOF/),
    });
  });
});
