import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerInfo,
  AnalyzerStackConfigureRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { messageLimits } from "./message-limits";
import { asServiceError } from "./service-error";

type RawMethod = grpc.MethodDefinition<Buffer, Buffer>;

/** Every call of the Analyzer service, with the messages left as the bytes that they are. */
const rawMethods: Record<string, RawMethod> = Object.fromEntries(
  Object.entries(AnalyzerService as Record<string, grpc.MethodDefinition<unknown, unknown>>).map(([name, method]) => [
    name,
    {
      path: method.path,
      requestStream: false,
      responseStream: false,
      requestSerialize: identity,
      requestDeserialize: identity,
      responseSerialize: identity,
      responseDeserialize: identity,
    },
  ]),
);

/** A response without a field that is set has no bytes. */
const emptyResponse = Buffer.alloc(0);

/**
 * Stands between the engine and a policy pack that is not running yet: answers Handshake and ConfigureStack, and holds
 * the other calls until the pack is there to take them.
 */
export class PolicyProxy {
  private readonly stack = deferred<Buffer | undefined>();
  private readonly pack = deferred<grpc.Client>();
  /** False once it is known that no policy is at the level at which the SDK remediates (makeRemediateRpcFun in its server.js). */
  private mayRemediate = true;

  private constructor(
    private readonly server: grpc.Server,
    readonly port: number,
  ) {}

  static async start(): Promise<PolicyProxy> {
    const server = new grpc.Server(messageLimits);
    let proxy: PolicyProxy | undefined;
    const handlers = Object.entries(rawMethods).map(([name, method]) => [
      name,
      (call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) => {
        proxy?.answer(name, method, call.request).then(
          (response) => callback(null, response),
          (error: unknown) => callback(asServiceError(error)),
        );
      },
    ]);
    server.addService(rawMethods, Object.fromEntries(handlers));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    proxy = new PolicyProxy(server, port);
    return proxy;
  }

  /** The environment by which the SDK learns about the stack; empty when the engine asks without one (`policy publish`). */
  async awaitStack(cancelled: AbortSignal): Promise<Record<string, string>> {
    cancelled.addEventListener("abort", () => this.stack.resolve(undefined));
    const request = await this.stack.promise;
    return request ? stackEnvironment(AnalyzerStackConfigureRequest.deserializeBinary(request)) : {};
  }

  /** Lets the calls through that have been waiting, the stack's configuration first. */
  async attach(port: number): Promise<void> {
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), messageLimits);
    const stack = await this.stack.promise;
    try {
      if (stack) await forward(client, rawMethods.configureStack as RawMethod, stack);
      this.pack.resolve(client);
    } catch (error) {
      // A pack of an older SDK has its configuration from the environment only.
      if ((error as grpc.ServiceError).code === grpc.status.UNIMPLEMENTED) this.pack.resolve(client);
      else this.pack.reject(error);
    }
  }

  /** Answers every call that the pack cannot answer any more, those that wait included. */
  fail(error: Error): void {
    this.pack.reject(error);
  }

  stop(): void {
    this.server.forceShutdown();
    this.pack.promise.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  private async answer(name: string, method: RawMethod, request: Buffer): Promise<Buffer> {
    if (name === "handshake") return emptyResponse;
    if (name === "configureStack") {
      this.stack.resolve(request);
      return emptyResponse;
    }
    this.stack.resolve(undefined);
    // The engine asks for every resource before it analyses it: a tenth of a preview, for nothing.
    if (name === "remediate" && !this.mayRemediate) return emptyResponse;
    const response = await forward(await this.pack.promise, method, request);
    if (name === "getAnalyzerInfo") {
      const levels = AnalyzerInfo.deserializeBinary(response)
        .getPoliciesList()
        .map((policy) => policy.getEnforcementlevel());
      this.mayRemediate = levels.includes(EnforcementLevel.REMEDIATE);
    }
    if (name === "configure") {
      const configured = [...ConfigureAnalyzerRequest.deserializeBinary(request).getPolicyconfigMap().entries()];
      this.mayRemediate ||= configured.some(
        ([, policy]) => policy.getEnforcementlevel() === EnforcementLevel.REMEDIATE,
      );
    }
    return response;
  }
}

function stackEnvironment(request: AnalyzerStackConfigureRequest): Record<string, string> {
  const entries = {
    PULUMI_NODEJS_ORGANIZATION: request.getOrganization(),
    PULUMI_NODEJS_PROJECT: request.getProject(),
    PULUMI_NODEJS_STACK: request.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(request.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== ""));
}

function forward(client: grpc.Client, method: RawMethod, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(method.path, identity, identity, request, (error, response) =>
      error ? reject(error) : resolve(response ?? emptyResponse),
    );
  });
}

function identity(bytes: Buffer): Buffer {
  return bytes;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Nobody may be waiting when it is rejected.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
