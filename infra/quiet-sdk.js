const debuggable = require("@pulumi/pulumi/runtime/debuggable");
const log = require("@pulumi/pulumi/log");

/** Does without what the SDK writes down for every promise and every resource, and next to nobody reads. */
function quietSdk() {
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) dropPromiseTraces();
  if (!process.env.JEJU_SDK_DEBUG) dropDebugMessages();
}

/**
 * The SDK keeps a stack trace for every promise, some forty thousand in this program, of which only
 * PULUMI_DEBUG_PROMISE_LEAKS shows any; taking them was longer than all the rest of a preview.
 */
function dropPromiseTraces() {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    // With 0 there would still be a trace, without a frame.
    Error.stackTraceLimit = undefined;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/**
 * The SDK tells the engine of every step of every resource, in three calls each with all that it has sent and received;
 * the engine shows them with --debug only, where JEJU_SDK_DEBUG keeps them: a preview takes 6 % longer then.
 */
function dropDebugMessages() {
  log.debug = () => Promise.resolve();
}

module.exports = { quietSdk };
