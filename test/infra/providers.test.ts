import { awsProvider } from "../../infra/providers";
import { Recording } from "./recorded-resources";

describe("the AWS provider", () => {
  it("refuses any other account and tags whatever it makes", async () => {
    const recording = await Recording.of(() => {
      awsProvider({
        stack: "mainnet",
        accountId: "222222222222",
        region: "us-east-1",
        owner: "platform",
        costCentre: "jeju-mainnet",
      });
    });
    const { inputs, name } = recording.only("pulumi:providers:aws");
    expect(name).toBe("jeju-mainnet-aws");
    expect(inputs.region).toBe("us-east-1");
    expect(JSON.parse(String(inputs.allowedAccountIds))).toEqual(["222222222222"]);
    expect(JSON.parse(String(inputs.defaultTags))).toEqual({
      tags: {
        system: "jeju",
        environment: "mainnet",
        owner: "platform",
        "cost-centre": "jeju-mainnet",
        "data-classification": "internal",
      },
    });
  });
});
