/**
 * The parts of Pulumi's Node SDK that its own provider server stands on but does not declare, because it serves one
 * engine at a time. Verify after an upgrade: `node_modules/@pulumi/pulumi/provider/server.js`, function `construct`.
 */
declare module "@pulumi/pulumi/provider/server" {
  export function deserializeInputs(
    inputs: import("google-protobuf/google/protobuf/struct_pb").Struct,
    dependencies: { get(key: string): { getUrnsList(): string[] } | undefined },
  ): Promise<import("@pulumi/pulumi").Inputs>;
}

declare module "@pulumi/pulumi/runtime/settings" {
  export function awaitFeatureSupport(): Promise<void>;
  export function waitForRPCs(): Promise<void>;
  export const grpcChannelOptions: import("@grpc/grpc-js").ChannelOptions;
}

declare module "@pulumi/pulumi/runtime/state" {
  export interface RuntimeStore {
    readonly settings: {
      readonly monitor?: { close(): void };
      readonly engine?: { close(): void };
    };
    readonly callbacks?: { shutdown(): void };
  }
  /** Runs the callback with a store of its own: options, configuration, connections. */
  export function withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  /** The store in whose context we run; undefined outside of any. */
  export function getLocalStore(): RuntimeStore | undefined;
}

declare module "@pulumi/pulumi/runtime/resource" {
  export function hookBindingFromProto(
    hooks: import("@pulumi/pulumi/proto/provider_pb").ConstructRequest.ResourceHooksBinding | undefined,
  ): import("@pulumi/pulumi").ResourceHookBinding | undefined;
}

declare module "@pulumi/pulumi/output" {
  export interface OutputInstance<T> {
    /** Unlike `apply` it rejects when the resource failed. */
    promise(): Promise<T>;
  }
}

declare module "@pulumi/pulumi/resource" {
  export function parseResourceReference(reference: string): [urn: string, id: string];
}

export { deserializeInputs } from "@pulumi/pulumi/provider/server";
export { DependencyProviderResource, DependencyResource, parseResourceReference } from "@pulumi/pulumi/resource";
export { setAllConfig } from "@pulumi/pulumi/runtime/config";
export { hookBindingFromProto } from "@pulumi/pulumi/runtime/resource";
export { deserializeProperty, getResourcePackage, serializeResourceProperties } from "@pulumi/pulumi/runtime/rpc";
export { awaitFeatureSupport, grpcChannelOptions, resetOptions, waitForRPCs } from "@pulumi/pulumi/runtime/settings";
export { getLocalStore, type RuntimeStore, withLocalStorage } from "@pulumi/pulumi/runtime/state";
