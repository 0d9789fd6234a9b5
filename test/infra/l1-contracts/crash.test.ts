import { proveCrashes } from "../../safes/prove/crash";
import { l1Program } from "./l1-program";

describe("a deployment of the contracts on L1 that is killed", () => {
  it("goes on to the same addresses, and nothing is deployed twice (npm run prove -- contracts)", async () => {
    const { kills } = await proveCrashes(2, undefined, { program: l1Program });
    expect(kills).toBeGreaterThan(0);
  }, 400_000);
});
