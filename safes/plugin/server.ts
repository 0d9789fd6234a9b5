import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { catchStrayFailures } from "./isolation";
import type { Provider } from "./provider";
import { providerService } from "./provider-service";
import { grpcChannelOptions } from "./pulumi-runtime";

export interface ServedProvider {
  /** Entry of PULUMI_DEBUG_PROVIDERS: `aws:40123`. */
  readonly debugProvider: string;
  readonly port: number;
  /** Cancels what runs and closes every connection. */
  stop(): Promise<void>;
}

/** Serves a provider to any number of engines, one after the other or at once, on a free port of 127.0.0.1. */
export async function serveProvider(provider: Provider): Promise<ServedProvider> {
  const server = new Server(grpcChannelOptions);
  const service = providerService(provider);
  server.addService(ResourceProviderService, service.handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const letStrayFailuresGo = catchStrayFailures();
  return {
    debugProvider: `${provider.name}:${port}`,
    port,
    stop: async () => {
      service.cancelAll();
      server.forceShutdown();
      letStrayFailuresGo();
    },
  };
}
