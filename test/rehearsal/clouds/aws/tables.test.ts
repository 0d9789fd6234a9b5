import { awsTypes } from "../../../../rehearsal/clouds/aws";
import { policyProperties } from "../../../../rehearsal/clouds/aws/policy-syntax";
import { quotas } from "../../../../rehearsal/clouds/aws/quotas";
import { uniqueNames } from "../../../../rehearsal/clouds/aws/unique-names";
import { Account, typeOf } from "./account";
import { FurnishedAccount } from "./furnished-account";
import { sampleOf } from "./samples";

const codesOf = (account: Account, type: string, inputs: object, rule: RegExp, region?: string) =>
  account
    .refusals(type, "create", { ...inputs }, undefined, region)
    .filter(({ rule: name }) => rule.test(name))
    .map(({ code }) => code);

describe("quotas of a fresh account", () => {
  it.each(quotas.map((quota) => [quota.what, quota] as const))("refuses to exceed %s", (_, quota) => {
    const { name, type, limit, code } = quota;
    const account = new FurnishedAccount();
    const inputs = { ...typeOf(type).defaults, ...sampleOf(type, account) };
    if (quota.counts && !quota.counts({ inputs })) Object.assign(inputs, { vpcEndpointType: "Gateway" });
    for (const one of account.all(type)) account.remove(one);

    const rule = new RegExp(`^quota-${name}$`);
    for (let index = 0; index < limit; index++) {
      // Only the first and the last are asked for: the rule counts all the same, and the largest quota is in the thousands.
      if (index === 0 || index === limit - 1) expect(codesOf(account, type, inputs, rule)).toEqual([]);
      account.add(type, inputs);
    }
    expect(codesOf(account, type, inputs, rule)).toEqual([code]);
  });

  it("counts each region and each network for itself", () => {
    const account = new FurnishedAccount();
    const gateways = "aws:ec2/internetGateway:InternetGateway";
    for (let index = 0; index < 5; index++) account.add(gateways);
    expect(codesOf(account, gateways, {}, /^quota-/)).toEqual(["InternetGatewayLimitExceeded"]);
    expect(codesOf(account, gateways, {}, /^quota-/, "eu-west-1")).toEqual([]);

    const rules = "aws:ec2/networkAclRule:NetworkAclRule";
    const networkAclId = account.networkAcl.id;
    for (let index = 0; index < 20; index++) account.add(rules, { networkAclId, ruleNumber: index + 1 });
    expect(codesOf(account, rules, { networkAclId }, /^quota-/)).toEqual(["NetworkAclEntryLimitExceeded"]);
    expect(codesOf(account, rules, { networkAclId, egress: true }, /^quota-/)).toEqual([]);
  });
});

describe("names that may occur once", () => {
  it.each(uniqueNames.map((entry) => [entry.what, entry] as const))("refuses a second %s of one name", (_, entry) => {
    const { type, properties, code } = entry;
    const account = new FurnishedAccount();
    const first = account.request(type, sampleOf(type, account)).inputs;
    for (const one of account.all(type)) account.remove(one);
    expect(codesOf(account, type, first, /^unique-/)).toEqual([]);
    account.add(type, first);
    expect(codesOf(account, type, first, /^unique-/)).toEqual([code]);
    expect(codesOf(account, type, { ...first, [properties[0]]: "another" }, /^unique-/)).toEqual([]);
  });
});

describe("blocks of addresses", () => {
  const withBlocks = awsTypes.filter(({ rules = [] }) =>
    rules.some(({ name, atPreview }) => name.startsWith("cidr-syntax-") && atPreview),
  );
  const inputsWith = (type: string, block: string) => {
    if (type.endsWith("NetworkAcl")) return { ingress: [{ cidrBlock: block }] };
    if (type.endsWith(":SecurityGroup")) return { egress: [{ cidrBlocks: [block] }] };
    if (type.endsWith(":SecurityGroupRule")) return { cidrBlocks: [block] };
    if (type.startsWith("aws:vpc/")) return { cidrIpv4: block };
    if (type.endsWith(":Route")) return { destinationCidrBlock: block };
    if (type.endsWith(":Cluster")) return { vpcConfig: { publicAccessCidrs: [block] } };
    return { cidrBlock: block };
  };

  it.each(withBlocks.map(({ type }) => type))("refuses one with host bits, and one that is none: %s", (type) => {
    const account = new Account();
    const codes = (block: string) => codesOf(account, type, inputsWith(type, block), /^cidr-syntax-/);
    expect(codes("10.0.0.0/16")).toEqual([]);
    expect(codes("10.0.0.1/16")).toEqual(["InvalidParameterValue"]);
    expect(codes("10.0.0.0")).toEqual(["InvalidParameterValue"]);
    expect(codes("10.0.0.0/33")).toEqual(["InvalidParameterValue"]);
  });

  it("leaves host bits of a network ACL's rule to EC2, which clears them, and refuses what is no block", () => {
    const codes = (cidrBlock: string) =>
      codesOf(new Account(), "aws:ec2/networkAclRule:NetworkAclRule", { cidrBlock }, /^cidr-syntax-/);
    expect(codes("10.0.0.1/16")).toEqual([]);
    expect(codes("10.0.0.0/33")).toEqual(["InvalidParameterValue"]);
  });

  it("tells how the block is written right", () => {
    const [refusal] = new Account().refusals("aws:ec2/vpc:Vpc", "create", { cidrBlock: "10.20.30.0/16" });
    expect(refusal?.message).toContain("did you mean 10.20.0.0/16?");
  });
});

describe("policies", () => {
  const faults = [
    ["no JSON", "{"],
    ["a version that there is not", '{"Version":"2024-01-01","Statement":[]}'],
    ["no statement", '{"Version":"2012-10-17"}'],
    ["an effect that is neither Allow nor Deny", statement({ Effect: "allow" })],
    ["no action", statement({ Action: undefined })],
    ["an action without a service", statement({ Action: "GetObject" })],
    ["an element that there is not", statement({ Principals: "*" })],
  ] as const;

  function statement(change: object): string {
    const good = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...good, ...change }] });
  }

  describe.each(policyProperties.map((entry) => [entry.type, entry] as const))("%s", (type, entry) => {
    const { property, code, attachedTo, maxLength } = entry;
    const account = new FurnishedAccount();
    const sample = sampleOf(type, account);
    const codes = (document: string) => codesOf(account, type, { ...sample, [property]: document }, /^policy-/);
    const right = statement(attachedTo === "resource" ? { Principal: "*" } : {});

    it("accepts a policy that is right", () => expect(codes(right)).toEqual([]));

    it.each(faults)("refuses %s", (_, document) => expect(codes(document)).toEqual([code]));

    it("refuses a principal where there must be none, and none where there must be one", () => {
      expect(codes(statement(attachedTo === "resource" ? {} : { Principal: "*" }))).toEqual([code]);
    });

    it("refuses more characters than the quota, white space aside", () => {
      const long = (length: number) =>
        statement({ ...(attachedTo === "resource" && { Principal: "*" }), Sid: "a".repeat(length) });
      const frame = long(0).length;
      expect(codes(`${long(maxLength - frame)}\n\n`)).toEqual([]);
      expect(codes(long(maxLength - frame + 1))).toEqual(["LimitExceeded"]);
    });
  });
});
