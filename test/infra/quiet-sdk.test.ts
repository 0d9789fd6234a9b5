import * as log from "@pulumi/pulumi/log";

// Plain JavaScript, since it is loaded before tsx can strip types.
const { quietSdk }: { quietSdk(): void } = require("../../infra/quiet-sdk");

// Types see a module's exports as constants, and of this one they see nothing.
const writableLog: { debug: typeof log.debug } = log;
const debuggable: { debuggablePromise<T>(promise: Promise<T>, context: string): Promise<T> } =
  require("@pulumi/pulumi/runtime/debuggable");

describe("what the SDK writes down for every resource", () => {
  const { debug, warn } = log;
  const { debuggablePromise } = debuggable;
  afterEach(() => {
    writableLog.debug = debug;
    debuggable.debuggablePromise = debuggablePromise;
    delete process.env.JEJU_SDK_DEBUG;
    delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
  });

  it("is dropped, and warnings are not", async () => {
    const printed = jest.spyOn(console, "log");
    quietSdk();
    await log.debug("Registering resource");
    expect(log.debug).not.toBe(debug);
    expect(log.warn).toBe(warn);
    expect(printed).not.toHaveBeenCalled();
  });

  it("leaves promises as they are, and traces of later errors whole", async () => {
    quietSdk();
    const limit = Error.stackTraceLimit;
    expect(await debuggable.debuggablePromise(Promise.resolve(7), "a test")).toBe(7);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it("is kept for who asks for it", () => {
    process.env.JEJU_SDK_DEBUG = "1";
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "1";
    quietSdk();
    expect(log.debug).toBe(debug);
    expect(debuggable.debuggablePromise).toBe(debuggablePromise);
  });
});
