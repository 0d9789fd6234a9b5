import { stringify } from "yaml";
import type { EngineResult, PolicyFinding } from "../../rehearsal/engine";
import { type Edit, EditedProject, type UpOptions } from "./shared-rehearsal";

const timeoutMs = 120_000;

interface Ended {
  readonly isStopped: boolean;
  readonly text: string;
  readonly result: EngineResult | undefined;
}

async function up(edits: readonly Edit[], options: UpOptions = {}): Promise<Ended> {
  const project = new EditedProject(edits);
  try {
    return { isStopped: false, text: "", result: await project.up(options) };
  } catch (error) {
    const { message, result } = Object(error);
    return { isStopped: true, text: message, result };
  } finally {
    project.remove();
  }
}

function findingsOf({ result }: Ended, policy: string): readonly PolicyFinding[] {
  return (result?.policyFindings ?? []).filter((finding) => finding.policy === policy);
}

const day = (daysFromNow: number) => new Date(Date.now() + daysFromNow * 86_400_000).toISOString().slice(0, 10);
const granted = { reason: "the fourth zone is ordered", approver: "Ada Okafor", ticket: "SEC-7", granted: day(-30) };

function waiving(...waivers: readonly object[]): Edit {
  return { file: "policies/waivers.yaml", from: /^[\s\S]*$/, to: stringify({ waivers }) };
}

/**
 * One violation of each domain. All are of policies on the stack: the first violation by a single resource ends the
 * program, and whichever comes later is not judged any more.
 */
const violations: Readonly<Record<string, Edit & { readonly resource: string }>> = {
  "net-flow-logs": {
    file: "infra/network/flow-log.ts",
    from: 'trafficType: "ALL"',
    to: 'trafficType: "REJECT"',
    resource: "jeju-mainnet-network",
  },
  "rds-force-ssl": {
    file: "infra/database/parameters.ts",
    from: '"rds.force_ssl", value: "1"',
    to: '"rds.force_ssl", value: "0"',
    resource: "jeju-mainnet-database",
  },
  "s3-versioning": {
    file: "infra/storage/private-bucket.ts",
    from: 'versioningConfiguration: { status: "Enabled" }',
    to: 'versioningConfiguration: { status: "Suspended" }',
    resource: "jeju-mainnet-storage-backups",
  },
  "k8s-pdb": {
    file: "infra/charts/op-rpc/templates/poddisruptionbudget.yaml",
    from: "maxUnavailable: 1",
    to: "maxUnavailable: 0",
    resource: "op-rpc",
  },
  "cf-ssl-strict": {
    file: "infra/edge/zone-settings.ts",
    from: 'ssl: "strict"',
    to: 'ssl: "full"',
    resource: "jeju-mainnet-edge-ssl",
  },
  "kms-sign-admin-separation": {
    file: "infra/keys/policies.ts",
    from: '"kms:CancelKeyDeletion",',
    to: '"kms:CancelKeyDeletion", "kms:Sign",',
    resource: "jeju-mainnet-keys-signer-batcher",
  },
  "chain-timelock-roles": {
    file: "infra/governance.ts",
    from: "cancellers: [this.safes.operations]",
    to: 'cancellers: [this.safes.operations, "0x52908400098527886E0F7030069857D2E4169EE7"]',
    resource: "jeju-mainnet-governance-timelock",
  },
};

describe("a pulumi up of a program with a violation in each of seven domains, waived in vain under JEJU_NO_WAIVERS", () => {
  let ended: Ended;
  beforeAll(async () => {
    const waivers = Object.keys(violations).map((policy) => ({
      ...granted,
      policy,
      resource: "*-*",
      expires: day(1),
    }));
    const edits = [...Object.values(violations), waiving(...waivers)];
    ended = await up(edits, { previewFirst: true, environment: { JEJU_NO_WAIVERS: "1" } });
  }, timeoutMs);

  it("is stopped by its preview, so before it changes anything", () => {
    expect(ended.isStopped).toBe(true);
    expect(ended.text).toMatch(/pulumi up of mainnet failed/);
    const mandatory = ended.result?.policyFindings.filter(({ level }) => level === "mandatory") ?? [];
    expect([...new Set(mandatory.map(({ policy }) => policy))].sort()).toEqual(Object.keys(violations).sort());
  });

  it.each(Object.entries(violations))("names %s, the resource and the remedy", (policy, { resource }) => {
    const findings = findingsOf(ended, policy);
    expect(findings.map(({ level }) => level)).toContain("mandatory");
    expect(findings.map(({ urn }) => urn.split("::").pop()).join()).toContain(resource);
    for (const { message } of findings) expect(message).toMatch(/\n {2}remedy: \S/);
    expect(ended.text).toContain(`policy ${policy}:`);
  });
});

describe("waivers", () => {
  /** Violations of the stack as it stands, so that an up that is not stopped changes nothing either. */
  const stricter: Edit = {
    file: "policies/config/mainnet.json",
    from: "{",
    to: '{ "rds-subnets-3az-private": { "zones": 4 }, "eks-cluster-3az": { "zones": 4 },',
  };
  const database = { ...granted, policy: "rds-subnets-3az-private", resource: "jeju-mainnet-*", expires: day(30) };
  const cluster = { ...database, policy: "eks-cluster-3az" };

  it(
    "let an up through, and every waived violation is shown with its expiry",
    async () => {
      const ended = await up([stricter, waiving(database, cluster)]);
      expect(ended.text).toBe("");
      expect(ended.result?.changed).toEqual([]);
      for (const policy of ["rds-subnets-3az-private", "eks-cluster-3az"]) {
        const findings = findingsOf(ended, policy);
        expect(new Set(findings.map(({ level }) => level))).toEqual(new Set(["advisory"]));
        for (const { message } of findings) {
          expect(message).toMatch(`WAIVED until ${day(30)} by Ada Okafor (SEC-7): the fourth zone is ordered`);
        }
      }
    },
    timeoutMs,
  );

  it(
    "that have expired or are malformed stop it like none at all, and are named",
    async () => {
      const { approver, ...anonymous } = cluster;
      const ended = await up([stricter, waiving({ ...database, expires: day(-1) }, anonymous)]);
      expect(ended.isStopped).toBe(true);
      for (const policy of ["rds-subnets-3az-private", "eks-cluster-3az"]) {
        expect(findingsOf(ended, policy).map(({ level }) => level)).toContain("mandatory");
      }
      const own = findingsOf(ended, "stack-waivers");
      expect(own.map(({ level }) => level)).toEqual(["mandatory", "mandatory"]);
      expect(own.map(({ message }) => message).join()).toMatch(`waivers[0]: expires: it ended with ${day(-1)}`);
      expect(own.map(({ message }) => message).join()).toMatch("waivers[1]: approver:");
    },
    timeoutMs,
  );
});
