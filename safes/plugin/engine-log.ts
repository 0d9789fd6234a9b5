import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING } as const;

/** Shows the operator a message beside the resource; an engine that has gone is not waited for. */
export async function logInEngine(
  engineAddress: string,
  severity: keyof typeof severities,
  urn: string,
  message: string,
): Promise<void> {
  if (engineAddress === "") return;
  const engine = new EngineClient(engineAddress, credentials.createInsecure());
  const request = new LogRequest().setSeverity(severities[severity]).setUrn(urn).setMessage(message);
  await new Promise<void>((resolve) => engine.log(request, () => resolve()));
  engine.close();
}
