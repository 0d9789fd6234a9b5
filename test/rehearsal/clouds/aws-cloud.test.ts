import { awsCloud } from "../../../rehearsal/clouds/aws-cloud";
import { SdkTypes } from "../../../rehearsal/clouds/sdk-types";
import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";
import { ACCOUNT } from "./tiny-cloud";

const cloud = awsCloud([], new SdkTypes("aws"), ACCOUNT);
const reasons = (config: Properties) =>
  cloud.checkConfig(config).map(({ property, reason }) => `${property}: ${reason}`);

describe("the configuration of the AWS provider", () => {
  it("needs no credentials", () => {
    expect(
      reasons({ region: "us-east-1", allowedAccountIds: '["111111111111"]', skipRegionValidation: "true" }),
    ).toEqual([]);
  });

  it("needs a region that exists", () => {
    expect(reasons({})).toEqual(["region: is missing: give the provider a region, e.g. us-east-1"]);
    expect(reasons({ region: "us-eats-1" })).toEqual([
      "region: invalid AWS Region: us-eats-1; did you mean us-east-1?",
    ]);
  });

  it("refuses another account, as the real provider does", () => {
    expect(reasons({ region: "us-east-1", allowedAccountIds: '["222222222222"]' })).toEqual([
      "allowedAccountIds: AWS account ID not allowed: 111111111111 (the credentials' account); allowed are 222222222222",
    ]);
    expect(reasons({ region: "us-east-1", forbiddenAccountIds: '["111111111111"]' })).toEqual([
      "forbiddenAccountIds: AWS account ID not allowed: 111111111111",
    ]);
  });

  it("refuses what the SDK does not declare", () => {
    expect(reasons({ region: "us-east-1", defaultTags: '{"tag": {}}' })).toEqual([
      'defaultTags.tag: defaultTags of pulumi:providers:aws has no property "tag"; did you mean "tags"?',
    ]);
  });

  it("cannot judge what is not known yet", () => {
    expect(reasons({ region: UNKNOWN, allowedAccountIds: UNKNOWN })).toEqual([]);
  });

  it("replaces everything when the region changes, and nothing otherwise", () => {
    expect(cloud.replacingConfig({ region: "us-east-1" }, { region: "eu-west-1" })).toEqual(["region"]);
    expect(cloud.replacingConfig({ region: "us-east-1" }, { region: "us-east-1", defaultTags: "{}" })).toEqual([]);
  });
});

describe("tags", () => {
  it("are unknown as a whole when one is", () => {
    const session = cloud.open({ region: "us-east-1", defaultTags: '{"tags": {"system": "jeju"}}' });
    expect(session.addInputs({ tags: { vpc: UNKNOWN } })).toEqual({ tagsAll: UNKNOWN });
    expect(session.addInputs({})).toEqual({ tagsAll: { system: "jeju" } });
  });
});
