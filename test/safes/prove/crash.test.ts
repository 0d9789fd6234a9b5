import { proveCrashes } from "./crash";

describe("a deployment that is killed", () => {
  it("goes on to the same addresses, sends nothing twice and loses no receipt (npm run prove -- crash)", async () => {
    const { kills } = await proveCrashes(3);
    expect(kills).toBeGreaterThan(0);
  }, 240_000);
});
