import {
  AnalyzerInfo,
  AnalyzerStackConfigureRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import {
  emptyMessage,
  messageIn,
  serveUnaryCalls,
  UNIMPLEMENTED,
  type UnaryAnswer,
  UnaryClient,
  type UnaryServer,
} from "./unary-calls";

const CONFIGURE_STACK = "/pulumirpc.Analyzer/ConfigureStack";

/**
 * Stands between the engine and a policy pack that is not running yet: answers Handshake and ConfigureStack, and holds
 * the other calls until the pack is there to take them.
 */
export class PolicyProxy {
  private readonly stack = deferred<Buffer | undefined>();
  private readonly pack = deferred<UnaryClient>();
  private server!: UnaryServer;
  /** False once it is known that no policy is at the level at which the SDK remediates (makeRemediateRpcFun in its server.js). */
  private mayRemediate = true;

  private constructor() {}

  static async start(): Promise<PolicyProxy> {
    const proxy = new PolicyProxy();
    proxy.server = await serveUnaryCalls((path, body) => proxy.answer(path, body));
    return proxy;
  }

  get port(): number {
    return this.server.port;
  }

  /** The environment by which the SDK learns about the stack; empty when the engine asks without one (`policy publish`). */
  async awaitStack(cancelled: AbortSignal): Promise<Record<string, string>> {
    cancelled.addEventListener("abort", () => this.stack.resolve(undefined));
    const request = await this.stack.promise;
    return request ? stackEnvironment(AnalyzerStackConfigureRequest.deserializeBinary(messageIn(request))) : {};
  }

  /** Lets the calls through that have been waiting, the stack's configuration first. */
  async attach(port: number): Promise<void> {
    const client = new UnaryClient(port);
    const stack = await this.stack.promise;
    const { status, message = "" } = stack ? await client.call(CONFIGURE_STACK, stack) : emptyMessage;
    // A pack of an older SDK has its configuration from the environment only.
    if (status === 0 || status === UNIMPLEMENTED) this.pack.resolve(client);
    else this.pack.reject(new Error(decodeURIComponent(message)));
  }

  /** Answers every call that the pack cannot answer any more, those that wait included. */
  fail(error: Error): void {
    this.pack.reject(error);
  }

  stop(): void {
    this.server.stop();
    this.pack.promise.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  private async answer(path: string, request: Buffer): Promise<UnaryAnswer> {
    const method = path.slice(path.lastIndexOf("/") + 1);
    if (method === "Handshake") return emptyMessage;
    if (method === "ConfigureStack") {
      this.stack.resolve(request);
      return emptyMessage;
    }
    this.stack.resolve(undefined);
    // The engine asks for every resource before it analyses it: a tenth of a preview, for nothing.
    if (method === "Remediate" && !this.mayRemediate) return emptyMessage;
    const answer = await (await this.pack.promise).call(path, request);
    if (method === "GetAnalyzerInfo" && answer.status === 0) {
      const levels = AnalyzerInfo.deserializeBinary(messageIn(answer.body))
        .getPoliciesList()
        .map((policy) => policy.getEnforcementlevel());
      this.mayRemediate = levels.includes(EnforcementLevel.REMEDIATE);
    }
    if (method === "Configure") {
      const configured = [
        ...ConfigureAnalyzerRequest.deserializeBinary(messageIn(request)).getPolicyconfigMap().entries(),
      ];
      this.mayRemediate ||= configured.some(
        ([, policy]) => policy.getEnforcementlevel() === EnforcementLevel.REMEDIATE,
      );
    }
    return answer;
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
