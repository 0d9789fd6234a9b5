import * as grpc from "@grpc/grpc-js";

/** The engine prints the details, so they are the message alone. */
export function asServiceError(error: unknown): Partial<grpc.StatusObject> {
  const { code, details, message } = error as Partial<grpc.ServiceError>;
  return { code: typeof code === "number" ? code : grpc.status.UNKNOWN, details: details ?? message ?? String(error) };
}
