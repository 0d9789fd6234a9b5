import { checkCloudflareConfig } from "../../../../rehearsal/clouds/cloudflare";
import { UNKNOWN } from "../../../../safes/plugin/provider";

const token = "v1-0123456789abcdefghijklmnopqrstuvwxyzA";

describe("the Cloudflare provider's configuration", () => {
  it.each([
    ["a token of 40 characters", { apiToken: token }],
    ["a token with a checksum", { apiToken: `cfut_${token}12345678` }],
    ["a token that only the up will know", { apiToken: UNKNOWN }],
  ])("takes %s", (_, config) => {
    expect(checkCloudflareConfig(config)).toEqual([]);
  });

  it.each([
    ["no credentials at all", {}, "apiToken", /pulumi config set --secret/],
    ["a global API key", { apiKey: "k", email: "a@b.c" }, "apiKey", /give apiToken/],
    ["a key beside the token", { apiToken: token, apiKey: "k" }, "apiKey", /remove apiKey/],
    ["an address beside the token", { apiToken: token, email: "a@b.c" }, "email", /remove email/],
    ["a token that is none", { apiToken: "secret" }, "apiToken", /40 letters/],
  ])("refuses %s", (_, config, property, reason) => {
    expect(checkCloudflareConfig(config)).toEqual([{ property, reason: expect.stringMatching(reason) }]);
  });

  it("never repeats a token that it refuses", () => {
    const [failure] = checkCloudflareConfig({ apiToken: "hunter2" });
    expect(failure?.reason).not.toContain("hunter2");
  });
});
