import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { InputPropertiesError, InputPropertyError } from "@pulumi/pulumi/errors";
import { InputPropertiesError as WireInputErrors } from "@pulumi/pulumi/proto/errors_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { InitializationFailed } from "./provider";

/** A failure that already is what goes over the wire. */
class WireFailure extends Error {
  constructor(readonly status: Partial<StatusObject>) {
    super(status.details);
  }
}

/** The operator sees the message and nothing else. */
export function describeFailure(error: unknown): Partial<StatusObject> {
  if (error instanceof WireFailure) return error.status;
  if (InputPropertiesError.isInstance(error)) return inputFailure(error.message, error.errors);
  if (InputPropertyError.isInstance(error)) return inputFailure("", [error]);
  return { code: status.UNKNOWN, details: messageOf(error) };
}

/** For what the provider does not offer; the engine knows how to go on. */
export function unimplemented(what: string): Error {
  return new WireFailure({ code: status.UNIMPLEMENTED, details: `${what} is not offered by this provider` });
}

/** A create or update whose object exists all the same. */
export function initializationFailure(error: InitializationFailed, outputs: Struct, inputs: Struct | undefined): Error {
  const detail = new ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(outputs)
    .setReasonsList([...error.reasons])
    .setInputs(inputs);
  return new WireFailure(
    withDetail(status.UNKNOWN, error.message, "pulumirpc.ErrorResourceInitFailed", detail.serializeBinary()),
  );
}

function inputFailure(
  message: string,
  errors: readonly { readonly propertyPath: string; readonly reason: string }[],
): Partial<StatusObject> {
  const detail = new WireInputErrors();
  for (const { propertyPath, reason } of errors) {
    detail.addErrors(new WireInputErrors.PropertyError().setPropertyPath(propertyPath).setReason(reason));
  }
  return withDetail(status.INVALID_ARGUMENT, message, "pulumirpc.InputPropertiesError", detail.serializeBinary());
}

/** Go's gRPC reads structured details from this trailer; Node's has no notion of them. */
function withDetail(code: status, message: string, type: string, content: Uint8Array): Partial<StatusObject> {
  const any = new Any();
  any.pack(content, type);
  const wire = new Status().setCode(code).setMessage(message).setDetailsList([any]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(wire.serializeBinary()));
  return { code, details: message, metadata };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || error.name;
}
