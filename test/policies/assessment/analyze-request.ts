import { AnalyzeRequest, AnalyzerResourceOptions } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine asks about a VPC with these properties. */
export function requestWith(properties: Parameters<typeof Struct.fromJavaScript>[0]): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setType("aws:ec2/vpc:Vpc");
  request.setUrn("urn:pulumi:stack::jeju::aws:ec2/vpc:Vpc::main");
  request.setProperties(Struct.fromJavaScript(properties));
  request.setOptions(new AnalyzerResourceOptions());
  return request;
}
