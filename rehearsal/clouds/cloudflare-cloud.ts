import type { Cloud, FailedOperation } from "./cloud";
import { checkCloudflareConfig, cloudflareInvokes, cloudflareTypes, diffCloudflareConfig } from "./cloudflare";

/** What the Cloudflare provider does whatever the resource type. */
export const cloudflareCloud: Cloud = {
  name: "cloudflare",
  types: cloudflareTypes,
  fileFor: (token) => `rehearsal/clouds/cloudflare/${kebabCase(token.split(":")[2] ?? "index")}.ts`,
  checkConfig: checkCloudflareConfig,
  replacingConfig: diffCloudflareConfig,
  open: () => ({
    regionOf: () => "",
    functions: cloudflareInvokes,
    addInputs: () => ({}),
    planOutputs: () => ({}),
    describe: describeRefusal,
  }),
};

/** As terraform-provider-cloudflare words an answer of the v4 API. */
function describeRefusal({ operation, refusal, id, inputs }: FailedOperation): string {
  const [method = "", template = ""] = operation.split(" ");
  const path = template.replace(/:(\w+)/g, (placeholder, name: string) => {
    const value = name === "id" ? id : inputs[camelCase(name)];
    return typeof value === "string" ? value : placeholder;
  });
  const { status = 400, code, message } = refusal;
  const body = JSON.stringify({ success: false, errors: [{ code: Number(code) || code, message }] });
  return `failed to make http request: ${method} "https://api.cloudflare.com/client/v4${path}": ${status} ${body}`;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function kebabCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
