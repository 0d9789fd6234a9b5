import { cloudflareTypes } from "../../../../rehearsal/clouds/cloudflare";
import { UNKNOWN } from "../../../../safes/plugin/provider";
import { Account } from "./account";
import { certificateCases } from "./refusals/certificate";
import { rateLimitCases } from "./refusals/rate-limit";
import { addRecord, recordCases } from "./refusals/record";
import { rulesetCases } from "./refusals/ruleset";
import { serviceCases } from "./refusals/service";
import { zoneCases } from "./refusals/zone";
import { validInputs } from "./valid-inputs";

const cases = [...zoneCases, ...recordCases, ...rulesetCases, ...rateLimitCases, ...certificateCases, ...serviceCases];

describe("Cloudflare refuses", () => {
  it.each(cases.map((each) => [each.refuses, each] as const))(
    "%s",
    (_, { rule, type, inputs, says, code, plan, given }) => {
      const account = new Account(plan ?? "business");
      given?.(account);
      const refusals = account.refusals(type, { ...validInputs(account)[type], ...inputs });
      const refusal = refusals.find((each) => each.rule === rule);
      expect(refusal?.message).toMatch(says);
      if (code) expect(refusal?.code).toBe(code);
    },
  );
});

it("has a case for every rule", () => {
  const rules = cloudflareTypes.flatMap(({ rules }) => (rules ?? []).map(({ name }) => name));
  expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual([...new Set(rules)].sort());
});

describe("Cloudflare takes", () => {
  const account = new Account("business");
  const subscribed = new Account();
  it.each(Object.keys(validInputs(account)))("a valid %s", (type) => {
    const where = type === "ZoneSubscription" ? subscribed : account;
    expect(where.refusals(type, validInputs(where)[type] ?? {})).toEqual([]);
  });

  it("a record whose own update would collide with itself only", () => {
    const before = addRecord(account, { name: "www", type: "A", content: "198.51.100.9" });
    const inputs = { ...before.inputs, ttl: 120, proxied: false };
    expect(account.refusals("DnsRecord", inputs, before)).toEqual([]);
  });

  it("several name servers and authorities of one name", () => {
    addRecord(account, { name: "origin", type: "NS", content: "ns-1.awsdns-01.org" });
    const second = {
      zoneId: account.zoneId,
      ttl: 3600,
      name: "origin.example.com",
      type: "NS",
      content: "ns-2.awsdns-02.net",
    };
    expect(account.refusals("DnsRecord", second)).toEqual([]);
  });

  it("half a minute to live on Enterprise", () => {
    const enterprise = new Account("enterprise");
    const inputs = { ...validInputs(enterprise).DnsRecord, proxied: false, ttl: 30 };
    expect(enterprise.refusals("DnsRecord", inputs)).toEqual([]);
  });
});

it("judges nothing that is not known yet", () => {
  const account = new Account();
  for (const [type, inputs] of Object.entries(validInputs(account))) {
    const unknown = Object.fromEntries(Object.keys(inputs).map((key) => [key, UNKNOWN]));
    expect(account.planRefusals(type, unknown)).toEqual([]);
  }
});
