import { type Described, ref } from "../engine-stub";

export function cloudflare(type: string, name: string, inputs: Described["inputs"]): Described {
  return { type: `cloudflare:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`, name, inputs };
}

export const zone = cloudflare("Zone", "zone", { name: "jeju.example" });

export const record = (inputs: Record<string, unknown>, name = "record") =>
  cloudflare("DnsRecord", name, { zoneId: ref("zone"), name: "rpc.jeju.example", type: "A", ttl: 1, ...inputs });
