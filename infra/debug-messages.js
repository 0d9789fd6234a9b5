const log = require("@pulumi/pulumi/log");

/**
 * The SDK tells the engine of every step of every resource, in three calls each with all that it has sent and received;
 * the engine shows them with --debug only. To have them there, set JEJU_SDK_DEBUG: a preview takes 6 % longer then.
 */
function dropDebugMessages() {
  if (!process.env.JEJU_SDK_DEBUG) log.debug = () => Promise.resolve();
}

module.exports = { dropDebugMessages };
