import { id, Wallet, ZeroAddress } from "ethers";
import type { Properties } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "./session";

// On a busy machine.

const owners = [1, 2, 3].map((number) => new Wallet(id(`owner ${number} of a Safe that is imported`)).address);
const other = new Wallet(id("another owner")).address;

/** As `pulumi import` and the resource option `import` do it: read, then check and diff what the program says. */
describe("an import", () => {
  let chain: TestChain;
  let test: TestSession;
  let safe: string;
  let timelock: string;
  const safeWish = { owners, threshold: 2, saltNonce: "5", version: "1.5.0", singleton: "Safe" };
  const timelockWish = () => ({ minDelaySeconds: 3600, proposers: [safe], executors: [ZeroAddress], salt: "5" });
  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
    safe = (await test.create(resourceOf("Safe", "there"), safeWish)).id;
    timelock = (await test.create(resourceOf("Timelock", "there"), timelockWish())).id;
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });
  const importAs = async (type: string, address: string, program: Properties | undefined) => {
    const resource = resourceOf(type, "imported");
    const found = await test.session.read(resource, address, { inputs: {}, outputs: {} });
    if (!found) throw new Error("there is nothing");
    const news = program ?? found.inputs;
    const { failures } = await test.session.check(resource, found.inputs, news, Buffer.alloc(0));
    const diff = async () => (await test.session.diff(resource, address, found, news, [])).changes;
    return { failures, diff, found };
  };

  it("of a Safe takes what the chain knows of it, and asks the program for the rest", async () => {
    const { failures, diff, found } = await importAs("Safe", safe, undefined);
    expect(found.inputs).toMatchObject({ owners, threshold: 2, modules: [], guard: ZeroAddress, version: "1.5.0" });
    expect(failures).toEqual([{ property: "saltNonce", reason: expect.stringContaining("expected a whole number") }]);
    expect(await diff()).toEqual({});
  });

  it("of a Safe that the program describes as it is changes nothing", async () => {
    const { failures, diff } = await importAs("Safe", safe, safeWish);
    expect(failures).toEqual([]);
    expect(await diff()).toEqual({});
  });

  it("of a Safe that the program wants otherwise shows what it would propose", async () => {
    const { failures, diff } = await importAs("Safe", safe, { ...safeWish, owners: [...owners, other] });
    expect(failures).toEqual([]);
    expect(await diff()).toEqual({ owners: "update" });
  });

  it.each([
    ["version", "1.4.1"],
    ["singleton", "SafeL2"],
  ])("of a Safe of another %s is refused", async (property, value) => {
    const { failures } = await importAs("Safe", safe, { ...safeWish, [property]: value });
    expect(failures).toEqual([{ property, reason: expect.stringContaining("that is another Safe") }]);
  });

  it("of a timelock changes nothing, and asks the program for the salt", async () => {
    expect((await importAs("Timelock", timelock, undefined)).failures).toMatchObject([{ property: "salt" }]);
    const { failures, diff } = await importAs("Timelock", timelock, timelockWish());
    expect(failures).toEqual([]);
    expect(await diff()).toEqual({});
    const slower = await importAs("Timelock", timelock, { ...timelockWish(), minDelaySeconds: 7200 });
    expect(await slower.diff()).toEqual({ minDelaySeconds: "update" });
  });

  it("of an address without code finds nothing", async () => {
    for (const type of ["Safe", "Timelock"]) {
      const found = await test.session.read(resourceOf(type, "gone"), other, { inputs: {}, outputs: {} });
      expect(found).toBeUndefined();
    }
  });
});
