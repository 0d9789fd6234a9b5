import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { awsTypes } from "../../../../rehearsal/clouds/aws";
import { checkInputs } from "../../../../rehearsal/clouds/input-check";
import { completeOutputs } from "../../../../rehearsal/clouds/outputs";
import { refuseDangling } from "../../../../rehearsal/clouds/references";
import { SdkTypes } from "../../../../rehearsal/clouds/sdk-types";
import { FurnishedAccount } from "./furnished-account";
import { sampleOf } from "./samples";

const sdk = new SdkTypes("aws");

const declaredOf = (type: string) => {
  const declared = sdk.get(type);
  if (!declared) throw new Error(`the SDK declares no ${type}`);
  return declared;
};

describe.each(awsTypes.map((type) => [type.type, type] as const))("%s", (token, type) => {
  const account = new FurnishedAccount();
  const inputs = sampleOf(token, account);
  const request = account.request(token, inputs);

  it("accepts its sample, which the SDK accepts as well", () => {
    expect(checkInputs(declaredOf(token), request.inputs)).toEqual([]);
    expect(account.refusals(token, "create", inputs)).toEqual([]);
    expect(refuseDangling(type, request, String)).toBeUndefined();
  });

  it("gives every output that the SDK declares as always there, and none that it does not", () => {
    const planned = { ...(type.global ? {} : { region: request.region }), tagsAll: {} };
    const { outputs } = type.create(request);
    const declared = declaredOf(token);
    const all = { ...request.inputs, ...planned, ...outputs };
    const known = Object.fromEntries(Object.entries(all).filter(([name]) => declared.outputs[name] || name in outputs));
    const complete = completeOutputs(declared, known, token);
    const due = Object.entries(declared.outputs).filter(([, { required }]) => required);
    expect(due.map(([name]) => name).filter((name) => complete[name] === undefined)).toEqual([]);
  });

  it("names only inputs of the SDK in its replacements, defaults, references and name", () => {
    const named = [
      ...type.replaceOn,
      ...Object.keys(type.defaults ?? {}),
      ...(type.references ?? []).map(({ property }) => property),
      ...(type.autoName ? [type.autoName.property] : []),
    ];
    const { inputs: declared } = declaredOf(token);
    expect(named.filter((path) => !declared[path.split(/[.[]/)[0] ?? ""])).toEqual([]);
  });

  it("refers only to types that there are", () => {
    const tokens = awsTypes.map((other) => other.type);
    const targets = (type.references ?? []).flatMap(({ to }) => to);
    expect(targets.filter((target) => !tokens.includes(target))).toEqual([]);
  });
});

it("declares each type once", () => {
  const tokens = awsTypes.map(({ type }) => type);
  expect(tokens.filter((token, index) => tokens.indexOf(token) !== index)).toEqual([]);
});

it("has a case for every rule that no table holds", () => {
  const rules = awsTypes.flatMap((type) => (type.rules ?? []).map(({ name }) => name));
  const byTable = /^(quota|unique|cidr-syntax|policy-syntax|policy-length)-/;
  const cases = readdirSync(__dirname)
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(__dirname, file), "utf8"))
    .join("\n");
  expect(rules.filter((rule) => !byTable.test(rule) && !cases.includes(`rule: "${rule}"`))).toEqual([]);
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});

it("makes a name of a prefix, and keeps it", () => {
  const account = new FurnishedAccount();
  const type = "aws:iam/role:Role";
  const role = account.add(type, { ...sampleOf(type, account), name: undefined, namePrefix: "jeju-" });
  expect(role.id).toMatch(/^jeju-[0-9a-f]{26}$/);
  expect(role.outputs).toMatchObject({ name: role.id, arn: `arn:aws:iam::111111111111:role/${role.id}` });
});
