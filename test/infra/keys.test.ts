import { Keys } from "../../infra/keys";
import { ON_CHAIN_ROLES } from "../../infra/keys/policies";
import {
  ComponentRecording,
  type RecordedStatement,
  type RegisteredResource,
  statementsOf,
} from "./component-recording";

const build = (protectData = true, region = "us-east-1") =>
  ComponentRecording.of((opts) => {
    new Keys("jeju-test-keys", { accountId: "111111111111", region, prefix: "jeju-test", protectData }, opts);
  });

const KEY = "aws:kms/key:Key";
const isSigner = ({ name }: RegisteredResource) => name.includes("-signer-");
const policyOf = ({ inputs }: RegisteredResource) => statementsOf(inputs.policy);
const allows = (statement: RecordedStatement, action: string) => [statement.Action].flat().includes(action);

describe("the keys", () => {
  let keys: ComponentRecording;
  beforeAll(async () => {
    keys = await build();
  });

  it("rotate by themselves, each for one purpose", () => {
    const dataKeys = keys.ofType(KEY).filter((key) => !isSigner(key));
    expect(dataKeys.map(({ name }) => name.replace("jeju-test-keys-", "")).sort()).toEqual([
      "alarms",
      "backups",
      "cluster-secrets",
      "database",
      "dns-logs",
      "logs",
      "secrets",
      "volumes",
    ]);
    for (const { inputs } of dataKeys) expect(inputs).toMatchObject({ enableKeyRotation: true });
  });

  it("sign with secp256k1 for each on-chain role, in one region, rotated by hand", () => {
    const signers = keys.ofType(KEY).filter(isSigner);
    expect(signers.map(({ name }) => name.split("-signer-")[1]).sort()).toEqual([...ON_CHAIN_ROLES].sort());
    for (const { inputs } of signers) {
      expect(inputs).toMatchObject({
        keyUsage: "SIGN_VERIFY",
        customerMasterKeySpec: "ECC_SECG_P256K1",
        multiRegion: false,
        tags: { rotation: "manual", "data-classification": "secret" },
      });
      // KMS refuses rotation on an asymmetric key.
      expect(inputs.enableKeyRotation).toBeUndefined();
    }
  });

  it("can be called back for 30 days, and Pulumi does not delete them", () => {
    for (const { inputs, options } of keys.ofType(KEY)) {
      expect(inputs.deletionWindowInDays).toBe(30);
      expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    }
  });

  it("are let go while an environment is decommissioned", async () => {
    for (const { options } of (await build(false)).ofType(KEY)) {
      expect(options).toMatchObject({ protect: false, retainOnDelete: false });
    }
  });

  it("are found by an alias", () => {
    const aliases = keys.ofType("aws:kms/alias:Alias").map(({ inputs }) => inputs.name);
    expect(aliases).toContain("alias/jeju-test-signer-batcher");
    expect(aliases).toHaveLength(keys.ofType(KEY).length);
  });

  it("give no one all rights", () => {
    for (const key of keys.ofType(KEY)) {
      for (const statement of policyOf(key)) {
        expect([statement.Action].flat()).not.toContain("kms:*");
        if (JSON.stringify(statement.Principal).includes("*")) expect(statement.Condition).toBeDefined();
      }
    }
  });

  it("keep who administers a signing key from signing, and the signer from administering", () => {
    for (const key of keys.ofType(KEY).filter(isSigner)) {
      const signing = policyOf(key).filter((statement) => allows(statement, "kms:Sign"));
      expect(signing).toHaveLength(1);
      const role = key.name.split("-signer-")[1];
      expect(signing[0]?.Condition).toEqual({
        ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::111111111111:role/jeju-test-signer-${role}` },
        StringEquals: { "kms:MessageType": "DIGEST", "kms:SigningAlgorithm": "ECDSA_SHA_256" },
      });
      expect(signing[0] && allows(signing[0], "kms:PutKeyPolicy")).toBe(false);
    }
  });

  it("let somebody change the policy of every key, or it could never be mended", () => {
    for (const key of keys.ofType(KEY)) {
      const open = policyOf(key).filter((statement) => allows(statement, "kms:PutKeyPolicy") && !statement.Condition);
      expect(open.map(({ Principal }) => Principal)).toEqual([{ AWS: "arn:aws:iam::111111111111:root" }]);
    }
  });

  it("encrypt the log groups of this account only", () => {
    const statements = policyOf(keys.only(KEY, "keys-logs"));
    expect(statements.find(({ Sid }) => Sid === "EncryptLogGroups")?.Condition).toEqual({
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111111111111:log-group:*" },
    });
  });

  it("include one in us-east-1 for DNS queries, wherever the environment is", async () => {
    const elsewhere = await build(true, "eu-west-1");
    expect(elsewhere.only(KEY, "keys-dns-logs").inputs.region).toBe("us-east-1");
    expect(elsewhere.only(KEY, "keys-logs").inputs.region).toBe("eu-west-1");
    expect(JSON.stringify(policyOf(elsewhere.only(KEY, "keys-dns-logs")))).toContain("logs.us-east-1.amazonaws.com");
  });

  it("let Auto Scaling start nodes with encrypted volumes before its role exists", () => {
    const statements = policyOf(keys.only(KEY, "keys-volumes"));
    const names = statements.filter(({ Condition }) => Condition?.ArnEquals?.["aws:PrincipalArn"] !== undefined);
    expect(names.map(({ Sid }) => Sid)).toEqual(["UseByAutoscaling", "GrantByAutoscaling"]);
    // A principal that does not exist makes KMS refuse the whole policy.
    expect(statements.filter(({ Principal }) => JSON.stringify(Principal).includes("AWSServiceRole"))).toEqual([]);
  });
});
