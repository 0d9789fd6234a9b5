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
function describeRefusal({ type, event, operation, refusal }: FailedOperation): string {
  const [method, path] = operation.includes(" /") ? operation.split(" ") : [methods[event], `/${type.service}`];
  const { status = 400, code, message } = refusal;
  const body = JSON.stringify({ success: false, errors: [{ code: Number(code) || code, message }] });
  return `failed to make http request: ${method} "https://api.cloudflare.com/client/v4${path}": ${status} ${body}`;
}

const methods = { create: "POST", update: "PUT", delete: "DELETE" } as const;

function kebabCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
