import { CLOUDFLARE_IPV4_RANGES as opened } from "../../../infra/cloudflare-ranges";
import { CLOUDFLARE_IPV4_RANGES as allowed } from "../../../policies/network/cloudflare-ranges";

test("the program opens the origin to the very ranges that the policy allows", () => {
  expect(opened).toEqual(allowed);
});
