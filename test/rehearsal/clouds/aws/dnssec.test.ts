import { delegationSigner } from "../../../../rehearsal/clouds/aws/dnssec";
import { allow, FurnishedAccount, keyPolicy, policy } from "./furnished-account";
import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const ZONE = "aws:route53/zone:Zone";
const KEY = "aws:kms/key:Key";
const KEY_SIGNING_KEY = "aws:route53/keySigningKey:KeySigningKey";
const SIGNING = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec";
const QUERY_LOG = "aws:route53/queryLog:QueryLog";
const signer = (account: FurnishedAccount, changes: object, region = "us-east-1") => {
  const inputs = {
    customerMasterKeySpec: "ECC_NIST_P256",
    keyUsage: "SIGN_VERIFY",
    policy: keyPolicy("dnssec-route53.amazonaws.com"),
    ...changes,
  };
  return { keyManagementServiceArn: account.add(KEY, inputs, region).outputs.arn };
};
describe("DNSSEC and query logs", () => {
  testRules([
    {
      rule: "key-signing-key-name",
      refuses: "a name with a hyphen",
      code: "InvalidKeySigningKeyName",
      type: KEY_SIGNING_KEY,
      wrong: { name: "jeju-ksk" },
    },
    {
      rule: "key-signing-key-kms-key",
      refuses: "a signing key of the wrong curve",
      code: "InvalidKMSArn",
      type: KEY_SIGNING_KEY,
      fine: (account) => signer(account, {}),
      wrong: (account) => signer(account, { customerMasterKeySpec: "ECC_SECG_P256K1" }),
    },
    {
      rule: "key-signing-key-kms-key",
      refuses: "a signing key of another region",
      code: "InvalidKMSArn",
      type: KEY_SIGNING_KEY,
      wrong: (account) => signer(account, {}, "eu-west-1"),
    },
    {
      rule: "key-signing-key-kms-key",
      refuses: "a signing key that Route 53 may not use",
      code: "InvalidKMSArn",
      type: KEY_SIGNING_KEY,
      wrong: (account) => signer(account, { policy: keyPolicy() }),
    },
    {
      rule: "key-signing-key-public-zone",
      refuses: "a key-signing key for a private zone",
      code: "InvalidArgument",
      type: KEY_SIGNING_KEY,
      wrong: ({ privateZone }) => ({ hostedZoneId: privateZone.id }),
    },
    {
      rule: "key-signing-key-in-use",
      refuses: "to delete the only key of a signed zone",
      code: "KeySigningKeyInUse",
      mayGo: (account) => account.add(KEY_SIGNING_KEY, sampleOf(KEY_SIGNING_KEY, account)),
      mayNot: (account) => {
        account.add(SIGNING, { hostedZoneId: account.zone.id });
        return account.add(KEY_SIGNING_KEY, sampleOf(KEY_SIGNING_KEY, account));
      },
    },
    {
      rule: "dnssec-public-zone",
      refuses: "to sign a private zone",
      code: "InvalidArgument",
      type: SIGNING,
      wrong: ({ privateZone }) => ({ hostedZoneId: privateZone.id }),
    },
    {
      rule: "dnssec-needs-active-key",
      refuses: "to sign a zone that has no active key",
      code: "KeySigningKeyWithActiveStatusNotFound",
      type: SIGNING,
      wrong: (account) => ({ hostedZoneId: account.add(ZONE, { name: "unsigned.network" }).id }),
    },
    {
      rule: "query-log-group",
      refuses: "query logs in another region than us-east-1",
      code: "InvalidInput",
      type: QUERY_LOG,
      wrong: (account) => ({
        cloudwatchLogGroupArn: account.add("aws:cloudwatch/logGroup:LogGroup", { name: "q" }, "eu-west-1").outputs.arn,
      }),
    },
    {
      rule: "query-log-resource-policy",
      refuses: "query logs that Route 53 may not write",
      code: "InsufficientCloudWatchLogsResourcePolicy",
      type: QUERY_LOG,
      wrong: (account) => {
        for (const one of account.all("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")) account.remove(one);
        const policyDocument = policy(allow({ Service: "es.amazonaws.com" }, "logs:PutLogEvents"));
        account.add("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", { policyName: "other", policyDocument });
        return {};
      },
    },
    {
      rule: "query-log-once",
      refuses: "a second query log of a zone",
      code: "QueryLoggingConfigAlreadyExists",
      type: QUERY_LOG,
      wrong: (account) => {
        account.add(QUERY_LOG, { zoneId: account.zone.id });
        return {};
      },
    },
  ]);

  it("computes the delegation signer as RFC 6605, section 6.1, does", () => {
    const key = "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==";
    expect(delegationSigner("example.net.", Buffer.from(key, "base64"))).toMatchObject({
      keyTag: 55648,
      dnskeyRecord: `257 3 13 ${key}`,
      dsRecord: "55648 13 2 B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17",
    });
  });

  it("gives a key-signing key a public key of its KMS key's own", () => {
    const account = new FurnishedAccount();
    const inputs = sampleOf(KEY_SIGNING_KEY, account);
    const [one, same] = [account.add(KEY_SIGNING_KEY, inputs), account.add(KEY_SIGNING_KEY, inputs)];
    const other = account.add(KEY_SIGNING_KEY, { ...inputs, ...signer(account, {}) });
    expect(one.outputs.dsRecord).toMatch(/^\d{1,5} 13 2 [0-9A-F]{64}$/);
    expect(same.outputs.publicKey).toBe(one.outputs.publicKey);
    expect(other.outputs.publicKey).not.toBe(one.outputs.publicKey);
  });

  it("gives a zone four name servers, one in each top-level domain", () => {
    const { nameServers } = new FurnishedAccount().zone.outputs;
    expect(nameServers).toHaveLength(4);
    expect(String(nameServers)).toMatch(/awsdns-\d\d\.com/);
    expect(String(nameServers)).toMatch(/awsdns-\d\d\.co\.uk/);
  });
});
