import { checkInputs, closest } from "../../../rehearsal/clouds/input-check";
import type { SdkType } from "../../../rehearsal/clouds/sdk-type";
import { SdkTypes } from "../../../rehearsal/clouds/sdk-types";
import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";

const aws = new SdkTypes("aws");

function declared(type: string): SdkType {
  const found = aws.get(type);
  if (!found) throw new Error(`no ${type}`);
  return found;
}

const reasons = (type: string, inputs: Properties) =>
  checkInputs(declared(type), inputs).map(({ property, reason }) => `${property}: ${reason}`);

describe("the check of inputs against the SDK's declarations", () => {
  it("lets through what the SDK allows", () => {
    const inputs = { cidrBlock: "10.0.0.0/16", tags: { Name: "x" }, enableDnsSupport: undefined };
    expect(reasons("aws:ec2/vpc:Vpc", inputs)).toEqual([]);
  });

  it("suggests the property that was meant", () => {
    expect(reasons("aws:ec2/vpc:Vpc", { cidrBlok: "10.0.0.0/16" })).toEqual([
      'cidrBlok: aws:ec2/vpc:Vpc has no property "cidrBlok"; did you mean "cidrBlock"?',
    ]);
  });

  it("lists what there is when nothing is close", () => {
    expect(reasons("aws:ec2/internetGateway:InternetGateway", { wholly: 1 })).toEqual([
      'wholly: aws:ec2/internetGateway:InternetGateway has no property "wholly"; known are region, tags, vpcId',
    ]);
  });

  it("says of an output that it cannot be set", () => {
    expect(reasons("aws:ec2/vpc:Vpc", { arn: "x" })).toEqual([
      'arn: aws:ec2/vpc:Vpc has no property "arn"; it is an output and cannot be set',
    ]);
  });

  it("misses a required property", () => {
    expect(reasons("aws:ec2/subnet:Subnet", {})).toEqual([
      "vpcId: is required and missing: aws:ec2/subnet:Subnet needs vpcId, a string",
    ]);
  });

  it("gives the exact path inside objects and lists", () => {
    const inputs = {
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlock: ["0.0.0.0/0"] }, { fromPort: "0" }],
    };
    expect(reasons("aws:ec2/securityGroup:SecurityGroup", inputs)).toEqual([
      'egress[0].cidrBlock: egress[0] of aws:ec2/securityGroup:SecurityGroup has no property "cidrBlock"; did you mean "cidrBlocks"?',
      "egress[1].fromPort: got a string, expected a number",
      "egress[1].protocol: is required and missing: egress[1] of aws:ec2/securityGroup:SecurityGroup needs protocol, a string",
      "egress[1].toPort: is required and missing: egress[1] of aws:ec2/securityGroup:SecurityGroup needs toPort, a number",
    ]);
  });

  it("refuses the wrong kind without showing the value, which may be a secret", () => {
    expect(reasons("aws:rds/instance:Instance", { instanceClass: "db.t4g.micro", password: 4711 })).toEqual([
      "password: got a number, expected a string",
    ]);
  });

  it("refuses a value outside a list of literals and suggests one", () => {
    const type: SdkType = {
      type: "test:index:Thing",
      inputs: {
        mode: {
          required: false,
          shape: { kind: "union", members: ["always", "never"].map((value) => ({ kind: "literal", value })) },
        },
      },
      outputs: {},
      secretOutputs: [],
      objects: {},
    };
    expect(checkInputs(type, { mode: "allways" })).toEqual([
      { property: "mode", reason: 'got "allways", expected "always" or "never"; did you mean "always"?' },
    ]);
  });

  it("takes the alternative that fits best", () => {
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Acton: "*" }] };
    expect(reasons("aws:iam/role:Role", { assumeRolePolicy: "{}" })).toEqual([]);
    expect(reasons("aws:iam/role:Role", { assumeRolePolicy: policy })).toEqual([
      'assumeRolePolicy.Statement[0].Acton: assumeRolePolicy.Statement[0] of aws:iam/role:Role has no property "Acton"; did you mean "Action"?',
    ]);
  });

  it("cannot judge what is not known yet", () => {
    expect(reasons("aws:ec2/subnet:Subnet", { vpcId: UNKNOWN, tags: UNKNOWN })).toEqual([]);
  });
});

describe("the closest name", () => {
  it.each([
    ["vpcID", "vpcId"],
    ["subnetId", "subnetIds"],
  ])("of %s is %s", (name, expected) => {
    expect(closest(name, ["vpcId", "subnetIds", "tags"])).toBe(expected);
  });

  it("is none for what is no slip of the fingers", () => {
    expect(closest("monitoring", ["vpcId", "subnetIds", "tags"])).toBeUndefined();
  });
});
