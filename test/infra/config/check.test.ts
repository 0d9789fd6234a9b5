import { checkConfig } from "../../../infra/config/check";
import { UserError } from "../../../infra/user-error";
import { allOwners, owners, stackFile } from "./stack-files";

type Changes = Readonly<Record<string, unknown>>;

/** What the operator reads after the first line. */
function complaint(stack: "testnet" | "mainnet", changes: Changes, secrets: string[] = []): string {
  try {
    checkConfig(stackFile(stack, changes, secrets));
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n").slice(1).join("\n").trim();
    throw error;
  }
  return "no complaint";
}

const onMainnet = (changes: Changes, secrets?: string[]) => complaint("mainnet", changes, secrets);
const onTestnet = (changes: Changes, secrets?: string[]) => complaint("testnet", changes, secrets);

describe("the stack files as they stand", () => {
  it.each(["testnet", "mainnet"] as const)("are right for %s", (stack) => {
    expect(checkConfig(stackFile(stack))).toMatchObject({ environment: stack, phase: "foundation" });
  });

  it.each(["testnet", "mainnet"] as const)(
    "need owners, and the tokens of the edge, to reach the last phase of %s",
    (stack) => {
      const changes = { phase: "public", ...allOwners(), cloudflareApiToken: "token", originToken: "token" };
      expect(checkConfig(stackFile(stack, changes, ["cloudflareApiToken", "originToken"]))).toMatchObject({
        phase: "public",
      });
    },
  );

  it("give a later phase's sections leave to be absent", () => {
    const without = {
      l1: undefined,
      l2: undefined,
      safes: undefined,
      timelock: undefined,
      edge: undefined,
      workloads: undefined,
    };
    expect(onMainnet(without)).toBe("no complaint");
  });

  it("need not say what has a default", () => {
    const { network, phase, region } = checkConfig(
      stackFile("testnet", { phase: undefined, region: undefined, "network.natGateways": undefined }),
    );
    expect({ phase, region, natGateways: network.natGateways }).toEqual({
      phase: "foundation",
      region: "us-east-1",
      natGateways: "per-az",
    });
  });

  it("never lead to a message with the token in it", () => {
    expect(onTestnet({ cloudflareApiToken: "s3cr3t-t0ken" })).not.toContain("s3cr3t");
  });
});

describe("a mistake in one field", () => {
  it("names the file and the key, what it found, and what would be right", () => {
    expect(() =>
      checkConfig(stackFile("mainnet", { "network.azs": ["us-east-1a", "us-east-1b"] })),
    ).toThrowErrorMatchingInlineSnapshot(`
"The configuration of stack mainnet has 1 problem:
  Pulumi.mainnet.yaml > network.azs: got ["us-east-1a", "us-east-1b"] (2), expected 3 or more zones, so that losing one leaves a majority, for example: ["us-east-1a", "us-east-1b", "us-east-1c"]"
`);
  });

  it("says what an unknown key was meant to be", () => {
    expect(onMainnet({ "network.natGateway": "single" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > network.natGateway: got an unknown key, expected natGateways (did you mean that?)"`,
    );
  });

  it("lists the keys when none is near", () => {
    expect(onMainnet({ "alerts.pagerduty": "key" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > alerts.pagerduty: got an unknown key, expected one of email"`,
    );
  });

  it("refuses an unknown key at the top", () => {
    expect(onMainnet({ databse: { readReplicas: 1 } })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > databse: got an unknown key, expected database (did you mean that?)"`,
    );
  });

  it("refuses a text where a number belongs", () => {
    expect(onMainnet({ "database.readReplicas": "two" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > database.readReplicas: got "two", expected a number without quotes, for example: 1"`,
    );
  });

  it("refuses a number that YAML made out of a version", () => {
    expect(onMainnet({ "cluster.version": 1.34 })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.version: got 1.34, expected a text in quotes, for example: "1.34""`,
    );
  });

  it("refuses a count out of its bounds", () => {
    expect(onMainnet({ "database.backupRetentionDays": 90 })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > database.backupRetentionDays: got 90, expected a whole number from 1 to 35, for example: 30"`,
    );
  });

  it("refuses a missing section and lists its keys", () => {
    expect(onMainnet({ database: undefined })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > database: got nothing, expected a section with the keys engineVersion, instanceClass, allocatedStorageGb, maxAllocatedStorageGb, backupRetentionDays, readReplicas"`,
    );
  });

  it("refuses a section that is only a word", () => {
    expect(onMainnet({ backups: "yes" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > backups: got "yes", expected a section with the keys retentionDays, objectLockDays, objectLockMode"`,
    );
  });

  it("refuses an environment that is neither", () => {
    expect(onTestnet({ environment: "staging" })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > environment: got "staging", expected one of testnet, mainnet, for example: testnet"`,
    );
  });

  it("refuses an account number that lost its leading zero", () => {
    expect(onTestnet({ accountId: 11111111111 })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > accountId: got "11111111111", expected 12 digits, in quotes so that YAML keeps them, for example: "222222222222""`,
    );
  });

  it("refuses a block with host bits", () => {
    expect(onTestnet({ "network.cidr": "10.10.0.1/16" })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > network.cidr: got "10.10.0.1/16", expected an IPv4 block whose host bits are zero, for example: 10.20.0.0/16"`,
    );
  });

  it("refuses a VPC too small for its pods", () => {
    expect(onTestnet({ "network.cidr": "10.10.0.0/24" })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > network.cidr: got "10.10.0.0/24", expected a block from /16 to /20, so that every pod finds an address, for example: 10.20.0.0/16"`,
    );
  });

  it("refuses a retention that CloudWatch does not have", () => {
    expect(onTestnet({ "network.flowLogRetentionDays": 100 })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > network.flowLogRetentionDays: got 100, expected a retention in days that CloudWatch Logs has, for example: 365"`,
    );
  });

  it("refuses an image by a tag that moves", () => {
    expect(onTestnet({ "workloads.images.execution.tag": "latest" })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > workloads.images.execution.tag: got "latest", expected the tag of a release, for example: v1.9.4"`,
    );
  });
});

describe("a network that does not fit", () => {
  const subnets = {
    public: ["10.20.192.0/20", "10.20.208.0/20", "10.20.224.0/20"],
    private: ["10.20.0.0/18", "10.20.64.0/18", "10.20.128.0/18"],
    database: ["10.20.240.0/22", "10.20.244.0/22", "10.20.248.0/22"],
  };

  it("is no network with the computed subnets written out", () => {
    expect(onMainnet({ "network.subnets": subnets })).toBe("no complaint");
  });

  it("refuses a subnet outside its VPC", () => {
    const database = ["10.21.240.0/22", "10.20.244.0/22", "10.20.248.0/22"];
    expect(onMainnet({ "network.subnets": { ...subnets, database } })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > network.subnets.database[0]: got 10.21.240.0/22, expected a block inside the VPC's 10.20.0.0/16, for example: 10.20.240.0/22"`,
    );
  });

  it("refuses subnets that overlap", () => {
    const database = ["10.20.128.0/22", "10.20.244.0/22", "10.20.248.0/22"];
    expect(onMainnet({ "network.subnets": { ...subnets, database } })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > network.subnets.database[0]: got 10.20.128.0/22, expected a block that does not overlap network.subnets.private[2] (10.20.128.0/18)"`,
    );
  });

  it("refuses fewer subnets than zones", () => {
    const database = ["10.20.240.0/22", "10.20.244.0/22"];
    expect(onMainnet({ "network.subnets": { ...subnets, database } })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > network.subnets.database: got 2 blocks, expected 3, one for each zone in azs"`,
    );
  });

  it("refuses a VPC of public addresses", () => {
    expect(onMainnet({ "network.cidr": "8.8.0.0/16" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > network.cidr: got 8.8.0.0/16, expected a block inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, for example: 10.20.0.0/16"`,
    );
  });

  it("refuses a zone of another region and one that comes twice", () => {
    expect(onMainnet({ "network.azs": ["us-east-1a", "us-east-1a", "eu-west-1c"] })).toMatchInlineSnapshot(`
"Pulumi.mainnet.yaml > network.azs[1]: got us-east-1a a second time, expected each zone once
  Pulumi.mainnet.yaml > network.azs[2]: got eu-west-1c, expected a zone of the region us-east-1, for example: us-east-1c"
`);
  });

  it("refuses an API server open to the world", () => {
    expect(onMainnet({ "cluster.publicAccessCidrs": ["0.0.0.0/0"] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.publicAccessCidrs[0]: got 0.0.0.0/0, expected a block of /16 or narrower: the API server is not for the whole internet"`,
    );
  });

  it("refuses to open the public API server to private addresses", () => {
    expect(onMainnet({ "cluster.publicAccessCidrs": ["10.20.0.0/16"] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.publicAccessCidrs[0]: got 10.20.0.0/16, expected a public block: EKS refuses private ones, which the private endpoint serves anyway"`,
    );
  });
});

describe("capacity that contradicts itself", () => {
  it("refuses fewer nodes at most than at least", () => {
    expect(onMainnet({ "cluster.stateful.nodesPerAz": { min: 4, max: 2 } })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.stateful.nodesPerAz.max: got 2, expected min (4) or more, for example: 4"`,
    );
  });

  it("refuses a stateless pool that cannot stand in every zone", () => {
    expect(onMainnet({ "cluster.stateless.nodes": { min: 2, desired: 2, max: 12 } })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.stateless.nodes.min: got 2, expected 3 or more, one node in each zone, for example: 3"`,
    );
  });

  it("refuses an administrator of another account", () => {
    const administrators = ["arn:aws:iam::111111111111:role/jeju-deployer"];
    expect(onMainnet({ "cluster.administrators": administrators })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.administrators[0]: got arn:aws:iam::111111111111:role/jeju-deployer, expected a role of the account 222222222222, for example: arn:aws:iam::222222222222:role/jeju-deployer"`,
    );
  });

  it("refuses a Kubernetes version for which no add-ons are pinned", () => {
    expect(onMainnet({ "cluster.version": "1.35" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cluster.addonVersions: got no version of vpc-cni, kube-proxy, coredns, aws-ebs-csi-driver, eks-pod-identity-agent, snapshot-controller, expected each one's version, as none is pinned for Kubernetes 1.35, for example: vpc-cni: v1.21.1-eksbuild.1"`,
    );
  });

  it("refuses storage that cannot grow", () => {
    expect(onMainnet({ "database.maxAllocatedStorageGb": 200 })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > database.maxAllocatedStorageGb: got 200, expected at least 10 % above allocatedStorageGb (200), or RDS cannot grow, for example: 400"`,
    );
  });

  it("refuses a lock that outlasts the backups", () => {
    expect(onMainnet({ "backups.objectLockDays": 400 })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > backups.objectLockDays: got 400, expected retentionDays (365) or less, for example: 365"`,
    );
  });
});

describe("mainnet's floors", () => {
  it("refuse one NAT gateway for all zones", () => {
    expect(onMainnet({ "network.natGateways": "single" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > network.natGateways: got single, expected a NAT gateway per zone on mainnet, for example: per-az"`,
    );
  });

  it("refuse backups for less than 30 days", () => {
    expect(onMainnet({ "database.backupRetentionDays": 7 })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > database.backupRetentionDays: got 7, expected 30 days or more on mainnet, for example: 30"`,
    );
  });

  it("refuse a timelock below 48 h, which testnet may have", () => {
    expect(onMainnet({ "timelock.minDelaySeconds": 3600 })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > timelock.minDelaySeconds: got 3600, expected 172800 (48 h) or more on mainnet, for example: 172800"`,
    );
    expect(onTestnet({ "timelock.minDelaySeconds": 3600 })).toBe("no complaint");
  });

  it("refuse weak Safes", () => {
    const changes = { "safes.operations": { threshold: 1, owners: owners(2) } };
    expect(onMainnet(changes)).toMatchInlineSnapshot(`
"Pulumi.mainnet.yaml > safes.operations.threshold: got 1, expected 3 or more on mainnet, for example: 3
  Pulumi.mainnet.yaml > safes.operations.owners: got 2 owners, expected 5 or more on mainnet"
`);
    expect(onTestnet(changes)).toBe("no complaint");
  });

  it("refuse a single RPC provider", () => {
    expect(onMainnet({ "l1.rpcUrls": ["https://mainnet.base.org"] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > l1.rpcUrls: got 1 URL, expected 2 or more on mainnet, of providers that fail independently, for example: ["https://mainnet.base.org", "https://base-rpc.publicnode.com"]"`,
    );
  });

  it("refuse RPC without TLS, save to this machine", () => {
    expect(onMainnet({ "l1.rpcUrls": ["http://rpc.example.org", "https://mainnet.base.org"] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > l1.rpcUrls[0]: got http://rpc.example.org, expected https on mainnet; plain http only to this machine, for example: https://mainnet.base.org"`,
    );
    expect(onMainnet({ "l1.rpcUrls": ["http://127.0.0.1:8545", "http://localhost:8545"] })).toBe("no complaint");
  });
});

describe("chains, owners and secrets", () => {
  it("refuses mainnet's chain ids on testnet", () => {
    expect(onTestnet({ "l1.chainId": 8453, "l2.chainId": 420691 })).toMatchInlineSnapshot(`
"Pulumi.testnet.yaml > l1.chainId: got 8453, expected 84532, the chain id of testnet
  Pulumi.testnet.yaml > l2.chainId: got 420691, expected 420690, the chain id of testnet"
`);
  });

  it("refuses testnet's chain ids on mainnet", () => {
    expect(onMainnet({ "l1.chainId": 84532, "l2.chainId": 420690 })).toMatchInlineSnapshot(`
"Pulumi.mainnet.yaml > l1.chainId: got 84532, expected 8453, the chain id of mainnet
  Pulumi.mainnet.yaml > l2.chainId: got 420690, expected 420691, the chain id of mainnet"
`);
  });

  it("refuses an address without its checksum and gives the right one", () => {
    const [first = "", ...rest] = owners(5);
    expect(onMainnet({ "safes.operations.owners": [first.toLowerCase(), ...rest] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > safes.operations.owners[0]: got 0x24322dfc9ef05ad351785b5ba07040ee8c0da087, expected it with its checksum, 0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087"`,
    );
  });

  it("refuses an address with a wrong checksum", () => {
    const [first = "", ...rest] = owners(5);
    const wrong = `0x${first.slice(2).replace(/[a-f]/, (letter) => letter.toUpperCase())}`;
    expect(onMainnet({ "safes.operations.owners": [wrong, ...rest] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > safes.operations.owners[0]: got 0x24322DFC9eF05AD351785b5Ba07040EE8C0dA087, expected it with its checksum, 0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087"`,
    );
  });

  it("refuses an address that is too short", () => {
    expect(onMainnet({ "safes.operations.owners": ["0x71C7656EC7ab88b098", ...owners(4)] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > safes.operations.owners[0]: got "0x71C7656EC7ab88b098", expected an Ethereum address of 0x and 40 hex digits"`,
    );
  });

  it("refuses the zero address and Safe's sentinel as owners", () => {
    const zero = "0x0000000000000000000000000000000000000000";
    const sentinel = "0x0000000000000000000000000000000000000001";
    expect(onMainnet({ "safes.operations.owners": [zero, sentinel, ...owners(3)] })).toMatchInlineSnapshot(`
"Pulumi.mainnet.yaml > safes.operations.owners[0]: got 0x0000000000000000000000000000000000000000, expected an owner's address; Safe refuses 0x0 and 0x1
  Pulumi.mainnet.yaml > safes.operations.owners[1]: got 0x0000000000000000000000000000000000000001, expected an owner's address; Safe refuses 0x0 and 0x1"
`);
  });

  it("refuses an owner listed twice in one Safe, however it is written", () => {
    const [first = "", ...rest] = owners(5);
    expect(onMainnet({ "safes.operations.owners": [first, ...rest, first] })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > safes.operations.owners[5]: got 0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087, expected an address of its own; safes.operations.owners[0] is the same, and one lost key would count twice"`,
    );
    expect(onMainnet({ "safes.operations.owners": [first, ...rest, first.toLowerCase()] })).toMatchInlineSnapshot(`
"Pulumi.mainnet.yaml > safes.operations.owners[5]: got 0x24322dfc9ef05ad351785b5ba07040ee8c0da087, expected it with its checksum, 0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087
  Pulumi.mainnet.yaml > safes.operations.owners[5]: got 0x24322dfc9ef05ad351785b5ba07040ee8c0da087, expected an address of its own; safes.operations.owners[0] is the same, and one lost key would count twice"
`);
  });

  it("lets one person be an owner of two Safes", () => {
    const shared = { ...allOwners(), "safes.upgrades.owners": owners(9), "safes.treasury.owners": owners(9) };
    expect(checkConfig(stackFile("mainnet", shared))).toMatchObject({ environment: "mainnet" });
  });

  it("refuses a threshold above the owners", () => {
    expect(onTestnet({ "safes.operations": { threshold: 6, owners: owners(5) } })).toMatchInlineSnapshot(
      `"Pulumi.testnet.yaml > safes.operations.threshold: got 6, expected at most the number of owners (5), for example: 3"`,
    );
  });

  it("refuses a phase ahead of what it needs, and names it", () => {
    expect(onMainnet({ phase: "control", timelock: undefined })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > phase: got "control" without safes.operations.owners, safes.upgrades.owners, safes.treasury.owners, timelock, expected these keys first, or an earlier phase, for example: phase: foundation"`,
    );
  });

  it("refuses the last phase without the tokens of the edge", () => {
    expect(onMainnet({ phase: "public", ...allOwners() })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > phase: got "public" without cloudflareApiToken, originToken, expected these keys first, or an earlier phase, for example: phase: network"`,
    );
  });

  it("refuses a token in clear", () => {
    expect(onMainnet({ cloudflareApiToken: "0123456789" })).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > cloudflareApiToken: got a value in clear, expected a Pulumi secret; revoke this one, as the file may have been read, for example: pulumi config set --secret jeju:cloudflareApiToken"`,
    );
  });

  it("refuses an RPC key in clear and takes it as a secret", () => {
    const rpcUrls = ["https://base-mainnet.example.com/v2/aB3dE5fG7hI9jK1lM3nO5pQ7", "https://mainnet.base.org"];
    const said = onMainnet({ "l1.rpcUrls": rpcUrls });
    expect(said).toMatchInlineSnapshot(
      `"Pulumi.mainnet.yaml > l1.rpcUrls[0]: got a URL of base-mainnet.example.com with what looks like a key, in clear, expected l1 to be a secret when a URL carries a key, for example: pulumi config set --secret --path 'jeju:l1.rpcUrls[0]' <URL>"`,
    );
    expect(said).not.toContain("aB3dE5");
    expect(onMainnet({ "l1.rpcUrls": rpcUrls }, ["l1"])).toBe("no complaint");
  });

  it("does not quote what is wrong inside a secret", () => {
    const said = onMainnet({ "l1.rpcUrls": ["ftp://user:hunter2@rpc.example.org", "http://hunter2.example.org"] }, [
      "l1",
    ]);
    expect(said).toMatchInlineSnapshot(`
"Pulumi.mainnet.yaml > l1.rpcUrls[0]: got a secret value, expected an http or https URL, for example: https://mainnet.base.org
  Pulumi.mainnet.yaml > l1.rpcUrls[1]: got a secret URL, expected https on mainnet; plain http only to this machine, for example: https://mainnet.base.org"
`);
    expect(said).not.toContain("hunter2");
  });
});

describe("several mistakes", () => {
  it("are told all at once, field mistakes beside those between fields", () => {
    const changes = {
      region: "eu-west-1",
      "network.natGatways": "single",
      "database.readReplicas": "two",
      "database.maxAllocatedStorageGb": 100,
      "timelock.minDelaySeconds": 60,
    };
    expect(() => checkConfig(stackFile("mainnet", changes))).toThrowErrorMatchingInlineSnapshot(`
"The configuration of stack mainnet has 7 problems:
  Pulumi.mainnet.yaml > network.natGatways: got an unknown key, expected natGateways (did you mean that?)
  Pulumi.mainnet.yaml > network.azs[0]: got us-east-1a, expected a zone of the region eu-west-1, for example: eu-west-1a
  Pulumi.mainnet.yaml > network.azs[1]: got us-east-1b, expected a zone of the region eu-west-1, for example: eu-west-1b
  Pulumi.mainnet.yaml > network.azs[2]: got us-east-1c, expected a zone of the region eu-west-1, for example: eu-west-1c
  Pulumi.mainnet.yaml > database.readReplicas: got "two", expected a number without quotes, for example: 1
  Pulumi.mainnet.yaml > database.maxAllocatedStorageGb: got 100, expected at least 10 % above allocatedStorageGb (200), or RDS cannot grow, for example: 400
  Pulumi.mainnet.yaml > timelock.minDelaySeconds: got 60, expected 172800 (48 h) or more on mainnet, for example: 172800"
`);
  });
});
