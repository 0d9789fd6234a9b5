import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchema } from "../../../infra/config/json-schema";

const root = join(__dirname, "..", "..", "..");

describe("the JSON schema for editors", () => {
  it("is what `npm run config-schema` would write", () => {
    const written: unknown = JSON.parse(readFileSync(join(root, "infra", "config.schema.json"), "utf8"));
    expect(written).toEqual(JSON.parse(JSON.stringify(stackFileSchema())));
  });

  it("explains every field", () => {
    const silent: string[] = [];
    visit(stackFileSchema().properties?.config, "config", (schema, path) => {
      if (schema.description === undefined) silent.push(path);
    });
    expect(silent).toEqual(["config"]);
  });

  it("lets any RPC URL be a secret", () => {
    const rpcUrls = find(stackFileSchema(), ["config", "jeju:l1", "rpcUrls"]);
    expect(rpcUrls).toMatchObject({ items: { anyOf: [{ type: "string" }, { required: ["secure"] }] } });
  });

  it.each(["testnet", "mainnet"])("is named in the first line of %s's file, where editors look for it", (stack) => {
    const [first] = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8").split("\n");
    expect(first).toBe("# yaml-language-server: $schema=infra/config.schema.json");
  });
});

interface Schema {
  readonly description?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

function visit(schema: unknown, path: string, look: (schema: Schema, path: string) => void): void {
  const node = schema as Schema;
  look(node, path);
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    if (key !== "secure") visit(child, `${path}.${key}`, look);
  }
}

function find(schema: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Schema).properties?.[key], schema);
}
