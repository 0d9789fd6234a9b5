import type { FailedOperation } from "../../../rehearsal/clouds/cloud";
import { cloudflareCloud } from "../../../rehearsal/clouds/cloudflare-cloud";

const [type] = cloudflareCloud.types;
if (!type) throw new Error("no types");

const failed = (operation: string, rest: Partial<FailedOperation> = {}): FailedOperation => ({
  type,
  event: "create",
  inputs: { zoneId: "0123456789abcdef0123456789abcdef" },
  operation,
  refusal: { code: "81058", message: "An identical record already exists." },
  requestId: "unused",
  ...rest,
});

describe("a refusal of Cloudflare", () => {
  const { describe: words } = cloudflareCloud.open({});

  it("reads as the real provider prints it, with the request", () => {
    expect(words(failed("POST /zones/:zone_id/dns_records"))).toBe(
      'failed to make http request: POST "https://api.cloudflare.com/client/v4/zones/0123456789abcdef0123456789abcdef/dns_records": 400 {"success":false,"errors":[{"code":81058,"message":"An identical record already exists."}]}',
    );
  });

  it("names the object where there is one", () => {
    expect(words(failed("PUT /zones/:zone_id/dns_records/:id", { id: "r1" }))).toContain("/dns_records/r1");
  });
});

describe("a missing Cloudflare type", () => {
  it("belongs into a file of its own", () => {
    expect(cloudflareCloud.fileFor("cloudflare:index/pageRule:PageRule")).toBe(
      "rehearsal/clouds/cloudflare/page-rule.ts",
    );
  });
});
