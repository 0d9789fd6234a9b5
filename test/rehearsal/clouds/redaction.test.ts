import fc from "fast-check";
import { isRedacted, redact, restore } from "../../../rehearsal/clouds/redaction";

const SALT = "salt";

describe("secrets in the journal", () => {
  it("leave no trace of their value", () => {
    const stored = redact({ password: "hunter2", nested: { token: "hunter2" }, open: 1 }, ["password", "nested"], SALT);
    expect(JSON.stringify(stored)).not.toContain("hunter2");
    expect(stored.open).toBe(1);
  });

  it("come back from what the engine knows", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const known = { value, open: "x" };
        const restored = restore(redact(known, ["value"], SALT), structuredClone(known), SALT);
        expect(restored).toEqual(known);
      }),
    );
  });

  it("are recognised whatever the order of their keys", () => {
    const stored = redact({ value: { a: 1, b: { c: 2, d: 3 } } }, ["value"], SALT);
    const known = { value: { b: { d: 3, c: 2 }, a: 1 } };
    expect(restore(stored, known, SALT)).toEqual(known);
  });

  it("show that somebody changed them, without showing them", () => {
    const stored = redact({ value: "changed" }, ["value"], SALT);
    expect(restore(stored, { value: "known" }, SALT).value).toMatch(/changed outside of Pulumi/);
  });

  it("stay out where the engine does not know them, as on import", () => {
    expect(restore(redact({ value: "x", open: 1 }, ["value"], SALT), {}, SALT)).toEqual({ open: 1 });
  });

  it("differ from journal to journal", () => {
    const [one, other] = ["a", "b"].map((salt) => redact({ value: "x" }, ["value"], salt).value);
    expect(isRedacted(one)).toBe(true);
    expect(one).not.toEqual(other);
  });
});
