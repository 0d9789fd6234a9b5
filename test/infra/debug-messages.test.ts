import * as log from "@pulumi/pulumi/log";

// Plain JavaScript, since it is loaded before tsx can strip types.
const { dropDebugMessages }: { dropDebugMessages(): void } = require("../../infra/debug-messages");
// Types see a module's exports as constants.
const writable: { debug: typeof log.debug } = log;

describe("the SDK's debug messages", () => {
  const { debug, warn } = log;
  afterEach(() => {
    writable.debug = debug;
    delete process.env.JEJU_SDK_DEBUG;
  });

  it("are dropped, and the others are not", async () => {
    const printed = jest.spyOn(console, "log");
    dropDebugMessages();
    await log.debug("Registering resource");
    expect(log.debug).not.toBe(debug);
    expect(log.warn).toBe(warn);
    expect(printed).not.toHaveBeenCalled();
  });

  it("are sent with JEJU_SDK_DEBUG", () => {
    process.env.JEJU_SDK_DEBUG = "1";
    dropDebugMessages();
    expect(log.debug).toBe(debug);
  });
});
