// First script of a policy pack's process: policy-server.js RUN_POLICY_PACK [its arguments] PACK_FOLDER.
//
// A pack reads stack and configuration from its environment when it is loaded, while the engine tells them by a call to
// the running plugin. Pulumi's own host puts a proxy between them for it; here the pack's own process serves from the
// start, answers Handshake and ConfigureStack, and loads the pack then. The SDK's calls are served by node's http2
// instead of @grpc/grpc-js: the engine makes two for every resource and waits for each, and with a proxy and twice
// grpc-js between them that was a quarter of a preview.
const http2 = require("node:http2");
const Module = require("node:module");
const { dirname, join } = require("node:path");

const [, , script, ...scriptArguments] = process.argv;
const packDirectory = scriptArguments.at(-1);

/** The engine's configuration of the stack; undefined if it asks without one (`pulumi policy publish`). */
const stack = deferred();
/** What the SDK answers, by path as `/pulumirpc.Analyzer/Analyze`, once it has loaded the pack. */
const service = deferred();
const CONFIGURE_STACK = "/pulumirpc.Analyzer/ConfigureStack";
const REMEDIATE = "/pulumirpc.Analyzer/Remediate";
const configured = Promise.all([stack.promise, service.promise]).then(async ([configuration, methods]) => {
  // A pack of an older SDK has its configuration from the environment only.
  if (configuration && methods.has(CONFIGURE_STACK)) await call(methods.get(CONFIGURE_STACK), configuration);
  return methods;
});
/** False once it is known that no policy is at the level at which the SDK remediates (makeRemediateRpcFun in its server.js). */
let mayRemediate = true;

/** For the answers to leave; nothing else holds a process that ends. */
const farewellMs = 100;
/** Codes of gRPC. */
const UNKNOWN = 2;
const UNIMPLEMENTED = 12;
/** A message without a field that is set: a byte for "not compressed" and four for its length. */
const emptyMessage = Buffer.alloc(5);

async function answer(path, request) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "Handshake") return emptyMessage;
  stack.resolve(path === CONFIGURE_STACK ? request : undefined);
  if (path === CONFIGURE_STACK) return emptyMessage;
  const method = (await configured).get(path);
  if (!method) throw Object.assign(new Error(`a policy pack has no ${path}`), { code: UNIMPLEMENTED });
  return call(method, request);
}

async function call({ path, requestDeserialize, responseSerialize, handle }, bytes) {
  const request = requestDeserialize(bytes.subarray(emptyMessage.length));
  const response = await new Promise((resolve, reject) => {
    handle({ request }, (error, value) => (error ? reject(error) : resolve(value)));
  });
  if (/\/(GetAnalyzerInfo|Configure)$/.test(path)) noteLevels(path, request, response);
  const message = responseSerialize(response);
  const head = Buffer.alloc(emptyMessage.length);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Every policy's own level first, then that of the configuration. */
function noteLevels(path, request, response) {
  const { EnforcementLevel } = analyzerProtocol();
  const remediates = (policy) => policy.getEnforcementlevel() === EnforcementLevel.REMEDIATE;
  if (path.endsWith("/GetAnalyzerInfo")) mayRemediate = response.getPoliciesList().some(remediates);
  if (path.endsWith("/Configure")) {
    mayRemediate ||= [...request.getPolicyconfigMap().entries()].some(([, policy]) => remediates(policy));
  }
}

/** Takes the place of Server of @grpc/grpc-js, of which the SDK's `serve` uses these two methods. */
class PackServer {
  methods = new Map();

  addService(definition, handlers) {
    for (const [name, method] of Object.entries(definition)) {
      const handle = handlers[name] ?? handlers[method.originalName];
      if (handle) this.methods.set(method.path, { ...method, handle });
    }
  }

  bindAsync(_address, _credentials, bound) {
    server.ref();
    service.resolve(this.methods);
    // The SDK prints the port; the engine has it already.
    const { log } = console;
    console.log = () => {};
    try {
      bound(null, server.address().port);
    } finally {
      console.log = log;
    }
  }
}

/** The pack's own copy. */
function analyzerProtocol() {
  return Module.createRequire(script)("../../proto/analyzer_pb");
}

function loadPack(configuration) {
  // A pack that is broken has nothing left to do once the SDK has printed why, and the process ends.
  server.unref();
  process.once("beforeExit", () => {
    service.reject(new Error("the policy pack ended before it was loaded; what it printed says why"));
    setTimeout(() => {}, farewellMs);
  });
  if (configuration) {
    const message = analyzerProtocol().AnalyzerStackConfigureRequest.deserializeBinary(
      configuration.subarray(emptyMessage.length),
    );
    Object.assign(process.env, stackEnvironment(message));
  }
  const requireFromPack = Module.createRequire(join(packDirectory, "index.js"));
  const requireFromPolicySdk = Module.createRequire(requireFromPack.resolve("@pulumi/policy"));
  // The package's own entry has getters that nobody can replace; they read this module.
  requireFromPolicySdk(join(dirname(requireFromPolicySdk.resolve("@grpc/grpc-js")), "server")).Server = PackServer;
  // The SDK's script has every pack compiled by ts-node, as if `runtime.options.typescript` were for programs only.
  const sdk = Module.createRequire(script)("./run");
  const { run } = sdk;
  sdk.run = (options) => run({ ...options, typeScript: process.env.PULUMI_NODEJS_TYPESCRIPT === "true" });
  process.argv = [process.argv[0], script, ...scriptArguments];
  require(script);
}

function stackEnvironment(request) {
  const entries = {
    PULUMI_NODEJS_ORGANIZATION: request.getOrganization(),
    PULUMI_NODEJS_PROJECT: request.getProject(),
    PULUMI_NODEJS_STACK: request.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(request.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== ""));
}

/** A whole stack travels in one message. */
const windowBytes = 1 << 24;
const server = http2.createServer({ settings: { initialWindowSize: windowBytes } });
server.on("session", (session) => {
  session.setLocalWindowSize(windowBytes);
  session.unref();
});
// gRPC over HTTP/2, unary and without compression: PROTOCOL-HTTP2.md in the grpc repository's docs.
server.on("stream", (stream, headers) => {
  // A caller that has gone away wants no answer.
  stream.on("error", () => {});
  // The engine asks for every resource before it analyses it, for nothing: it need not have finished asking.
  if (headers[":path"] === REMEDIATE && !mayRemediate) {
    stream.resume();
    return respond(stream, 0, "", emptyMessage);
  }
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  stream.on("end", async () => {
    try {
      respond(stream, 0, "", await answer(headers[":path"], Buffer.concat(chunks)));
    } catch (error) {
      respond(stream, error.code ?? UNKNOWN, error.details ?? error.message, Buffer.alloc(0));
    }
  });
});

function respond(stream, status, message, body) {
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  const trailers = { "grpc-status": `${status}`, ...(message && { "grpc-message": encodeURI(message) }) };
  stream.once("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(body);
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}

server.listen(0, "127.0.0.1", () => console.log(`${server.address().port}`));
stack.promise.then(loadPack);
