import { type Edit, EditedProject } from "./shared-rehearsal";

const timeoutMs = 120_000;

async function previewBroken(edits: readonly Edit[], editConfig?: (yaml: string) => string): Promise<string> {
  const project = new EditedProject(edits);
  try {
    await project.preview(editConfig);
    return "the preview went through";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    project.remove();
  }
}

describe("a program that was broken on purpose fails at preview", () => {
  it(
    "with a database in a single availability zone",
    async () => {
      const message = await previewBroken([{ file: "infra/database.ts", from: "multiAz: true", to: "multiAz: false" }]);
      expect(message).toMatch(/policy rds-multi-az/);
      expect(message).toMatch(/jeju-mainnet-database/);
      expect(message).toMatch(/remedy:/);
    },
    timeoutMs,
  );

  it(
    "with every subnet in one availability zone",
    async () => {
      const message = await previewBroken([
        { file: "infra/network.ts", from: "availabilityZone: zone,", to: 'availabilityZone: "us-east-1a",' },
      ]);
      expect(message).toMatch(/policy net-subnets-3az/);
      expect(message).toMatch(/remedy:/);
    },
    timeoutMs,
  );

  it(
    "with an unencrypted volume",
    async () => {
      const message = await previewBroken([
        { file: "infra/cluster/node-groups.ts", from: 'encrypted: "true"', to: 'encrypted: "false"' },
      ]);
      expect(message).toMatch(/policy lt-volumes-cmk/);
      expect(message).toMatch(/remedy:/);
    },
    timeoutMs,
  );

  it(
    "with a subnet outside its VPC",
    async () => {
      const message = await previewBroken([
        {
          file: "infra/network.ts",
          from: "cidrBlock: this.args.subnets[tier][index],",
          to: `cidrBlock: tier === "database" ? \`192.168.\${index}.0/24\` : this.args.subnets[tier][index],`,
        },
      ]);
      expect(message).toMatch(/policy net-subnet-inside-vpc/);
      expect(message).toMatch(/found: cidrBlock is 192\.168\.\d\.0\/24/);
      expect(message).toMatch(/remedy:/);
    },
    timeoutMs,
  );

  it(
    "with a misspelt property, which a cast has hidden from the compiler",
    async () => {
      const message = await previewBroken([
        { file: "infra/network.ts", from: "enableDnsHostnames: true", to: "enableDnsHostname: true" },
      ]);
      expect(message).toMatch(/enableDnsHostname\b/);
      expect(message).toMatch(/enableDnsHostnames/);
      expect(message).toMatch(/vpc/i);
    },
    timeoutMs,
  );

  it(
    "with an unknown configuration key, before any resource is registered",
    async () => {
      const message = await previewBroken([], (yaml) =>
        yaml.replace("jeju:network:", "jeju:netwrok: {}\n  jeju:network:"),
      );
      expect(message).toMatch(/Pulumi\.mainnet\.yaml > netwrok/);
      expect(message).toMatch(/network/);
      expect(message).not.toMatch(/\bat .*\.ts:\d+/);
    },
    timeoutMs,
  );

  it(
    "but the program as it stands shows no change",
    async () => {
      const project = new EditedProject([]);
      const result = await project.preview().finally(() => project.remove());
      expect(result.changed).toEqual([]);
    },
    timeoutMs,
  );
});
