import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultCounter, type FaultPlan } from "../../../rehearsal/clouds/fault-plan";
import { Faults } from "../../../rehearsal/clouds/faults";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "jeju-faults-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const subnet = { operation: "create", type: "aws:ec2/subnet:Subnet", name: "a" } as const;
const write = (plan: FaultPlan) => writeFileSync(join(directory, "faults.json"), JSON.stringify(plan));

describe("injected faults", () => {
  it("fail the calls that are named by their number", async () => {
    const faults = new Faults(directory, { faults: [{ type: "aws:ec2/*", calls: [2], effect: "fail" }] });
    const call = () => faults.around(subnet, undefined, async () => "done");
    await expect(call()).resolves.toBe("done");
    await expect(call()).rejects.toThrow("create aws:ec2/subnet:Subnet a: InternalFailure");
    await expect(call()).resolves.toBe("done");
  });

  it("do nothing when they fail, and everything when the answer is lost", async () => {
    const done: string[] = [];
    const work = async () => {
      done.push("work");
    };
    const failing = new Faults(directory, { faults: [{ effect: "fail", message: "no" }] });
    await expect(failing.around(subnet, undefined, work)).rejects.toThrow("no");
    expect(done).toEqual([]);
    const losing = new Faults(directory, { faults: [{ effect: "lose-answer" }] });
    await expect(losing.around(subnet, undefined, work)).rejects.toThrow("the request may have succeeded");
    expect(done).toEqual(["work"]);
  });

  it("throttle as often as they should, and the call gets through in the end", async () => {
    const faults = new Faults(directory, { faults: [{ effect: "throttle", times: 3 }] });
    await expect(faults.around(subnet, undefined, async () => "done")).resolves.toBe("done");
    expect(readFileSync(join(directory, "faults.log"), "utf8").match(/throttled, attempt \d of 25/g)).toHaveLength(3);
  });

  it("give up on a call that is throttled for ever", async () => {
    const faults = new Faults(directory, { faults: [{ effect: "throttle" }] });
    await expect(faults.around(subnet, undefined, async () => "done")).rejects.toThrow(
      "exceeded maximum number of attempts, 25, RequestLimitExceeded",
    );
  });

  it("end a delay when the engine cancels", async () => {
    const faults = new Faults(directory, { faults: [{ effect: "delay", delayMs: 60_000 }] });
    const cancellation = new AbortController();
    const call = faults.around(subnet, cancellation.signal, async () => "done");
    cancellation.abort();
    await expect(call).rejects.toThrow("aborted");
  });

  it("may be changed while the clouds run", async () => {
    const faults = new Faults(directory);
    const call = () => faults.around(subnet, undefined, async () => "done");
    await expect(call()).resolves.toBe("done");
    write({ faults: [{ effect: "fail", operation: "create" }] });
    await expect(call()).rejects.toThrow("InternalFailure");
    rmSync(join(directory, "faults.json"));
    await expect(call()).resolves.toBe("done");
  });

  it("say what is wrong with their file", async () => {
    writeFileSync(join(directory, "faults.json"), '{"faults": [{"effect": "explode"}]}');
    const call = new Faults(directory).around(subnet, undefined, async () => "done");
    await expect(call).rejects.toThrow(/plan of injected faults cannot be read \(.*faults\.json\)[\s\S]*effect/);
  });

  it("strike by chance in the same way in every run of a seed", () => {
    const strikes = (seed: number) => {
      const counter = new FaultCounter({ seed, faults: [{ effect: "fail", probability: 0.3 }] });
      return Array.from({ length: 200 }, () => counter.strike(subnet).length);
    };
    const total = strikes(1).reduce((sum, count) => sum + count, 0);
    expect(strikes(1)).toEqual(strikes(1));
    expect(strikes(1)).not.toEqual(strikes(2));
    expect(total).toBeGreaterThan(30);
    expect(total).toBeLessThan(90);
  });

  it("strike only what they name", () => {
    const strike = (fault: FaultPlan["faults"][number]) => new FaultCounter({ faults: [fault] }).strike(subnet).length;
    expect(strike({ effect: "fail", type: "aws:ec2/subnet:Subnet", operation: "create", name: "a" })).toBe(1);
    expect(strike({ effect: "fail", type: "aws:rds/*" })).toBe(0);
    expect(strike({ effect: "fail", operation: "delete" })).toBe(0);
    expect(strike({ effect: "fail", name: "b" })).toBe(0);
  });
});
