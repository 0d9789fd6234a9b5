import * as pulumi from "@pulumi/pulumi";
import { loadConfig, reaches, subnetsOf } from "../../infra/config";
import { allOwners, stackFile } from "./config/stack-files";

/** Hands a configuration to the program as the language host does. */
function give(changes: Readonly<Record<string, unknown>> = {}, secrets: string[] = []): void {
  const { values } = stackFile("mainnet", changes, secrets);
  const all = Object.fromEntries(Object.entries(values).map(([key, value]) => [`jeju:${key}`, value]));
  const secretKeys = secrets.map((key) => `jeju:${key}`);
  pulumi.runtime.setAllConfig({ ...all, "aws:profile": "someone-elses" }, secretKeys);
  process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
}

beforeAll(() =>
  pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs },
    "jeju",
    "mainnet",
  ),
);
afterAll(() => {
  delete process.env.PULUMI_CONFIG_SECRET_KEYS;
});

describe("the configuration of the current stack", () => {
  it("is read from its own namespace only", () => {
    give();
    expect(loadConfig()).toMatchObject({ stack: "mainnet", domain: "jeju.network", network: { cidr: "10.20.0.0/16" } });
  });

  it("hides its mistakes' stack trace, which says nothing to an operator", () => {
    give({ "network.azs": [] });
    expect(loadConfig).toThrow(expect.objectContaining({ message: expect.stringContaining("network.azs") }));
    expect(pulumi.RunError.isInstance(errorOf(loadConfig))).toBe(true);
  });

  it("keeps RPC URLs secret where l1 is one", async () => {
    give({}, ["l1"]);
    const [url] = loadConfig().l1?.rpcUrls ?? [];
    expect(await pulumi.isSecret(pulumi.output(url))).toBe(true);
  });

  it("keeps the edge's token secret", async () => {
    give({ cloudflareApiToken: "token" }, ["cloudflareApiToken"]);
    const token = loadConfig().cloudflareApiToken;
    expect(token && (await pulumi.isSecret(token))).toBe(true);
  });

  it("takes a boolean of the stack file for one", () => {
    give({ decommission: true });
    expect(loadConfig().decommission).toBe(true);
  });
});

describe("a phase", () => {
  it("is reached when it or a later one is configured", () => {
    give({ phase: "contracts", ...allOwners() });
    const config = loadConfig();
    expect([reaches(config, "control"), reaches(config, "contracts"), reaches(config, "network")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("brings the sections that it needs", () => {
    give({ phase: "network", ...allOwners() });
    const config = loadConfig();
    if (!reaches(config, "network")) throw new Error("the phase was not reached");
    expect(config.safes.upgrades.owners).toHaveLength(9);
    expect(config.workloads.rpcReplicas).toBeGreaterThan(0);
  });
});

describe("the subnets", () => {
  it("are computed unless the configuration gives them", () => {
    give();
    expect(subnetsOf(loadConfig()).database).toEqual(["10.20.240.0/22", "10.20.244.0/22", "10.20.248.0/22"]);
    const subnets = {
      public: ["10.20.0.0/24", "10.20.1.0/24", "10.20.2.0/24"],
      private: ["10.20.16.0/20", "10.20.32.0/20", "10.20.48.0/20"],
      database: ["10.20.3.0/24", "10.20.4.0/24", "10.20.5.0/24"],
    };
    give({ "network.subnets": subnets });
    expect(subnetsOf(loadConfig())).toEqual(subnets);
  });
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
