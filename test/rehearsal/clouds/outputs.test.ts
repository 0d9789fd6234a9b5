import { completeOutputs, mergeUpdate, planCreation, planUpdate } from "../../../rehearsal/clouds/outputs";
import type { SdkType, Shape } from "../../../rehearsal/clouds/sdk-type";
import { UNKNOWN } from "../../../safes/plugin/provider";

const text: Shape = { kind: "string" };
const given = (required: boolean) => ({ shape: text, required });

const sdk: SdkType = {
  type: "test:index:Thing",
  inputs: { name: given(true), zone: given(false), note: given(false), secretOnly: given(false) },
  outputs: {
    name: given(true),
    zone: given(true),
    note: given(false),
    arn: given(true),
    tagsAll: { shape: { kind: "map", value: text }, required: true },
  },
  secretOutputs: [],
  objects: {},
};

describe("outputs at the preview of a creation", () => {
  it("are the inputs, what the provider plans, and unknown where the cloud decides", () => {
    expect(planCreation(sdk, { name: "x", secretOnly: "s", __defaults: [] }, { tagsAll: {}, region: "r" })).toEqual({
      name: "x",
      zone: UNKNOWN,
      arn: UNKNOWN,
      tagsAll: {},
    });
  });

  it("leave out an optional input that the cloud does not answer with", () => {
    expect(planCreation(sdk, { name: "x", zone: "a" }, {})).toEqual({
      name: "x",
      zone: "a",
      arn: UNKNOWN,
      tagsAll: UNKNOWN,
    });
  });
});

describe("outputs of an update", () => {
  const old = {
    inputs: { name: "x", note: "old", zone: "a" },
    outputs: { name: "x.example", note: "old", zone: "a", arn: "arn:x", tagsAll: {} },
  };

  it("stay as the cloud has normalised them where the input did not change", () => {
    expect(mergeUpdate(sdk, old, { name: "x", note: "new", zone: "a" }, {})).toEqual({ ...old.outputs, note: "new" });
  });

  it("lose what the program took away, but not what is always there", () => {
    expect(mergeUpdate(sdk, old, { name: "x" }, {})).toEqual({
      name: "x.example",
      zone: "a",
      arn: "arn:x",
      tagsAll: {},
    });
  });

  it("are unknown at preview where they will be computed anew", () => {
    const news = { ...old.inputs, note: "new" };
    const changes = { properties: ["arn"], values: { arn: "arn:y" } };
    expect(planUpdate(sdk, old, news, {}, changes).arn).toBe(UNKNOWN);
    expect(planUpdate(sdk, old, news, {}, { properties: ["arn"] }).arn).toBe(UNKNOWN);
  });

  it("are known at preview where computing them anew changes nothing", () => {
    const recomputed = { properties: ["arn"], values: { arn: "arn:x" } };
    expect(planUpdate(sdk, old, old.inputs, {}, recomputed).arn).toBe("arn:x");
  });
});

describe("outputs that a type gives", () => {
  it("are completed with Terraform's empty values where the cloud answers with nothing", () => {
    expect(completeOutputs(sdk, { name: "x", arn: "a", tagsAll: {} }, "f.ts")).toEqual({
      name: "x",
      arn: "a",
      tagsAll: {},
      zone: "",
    });
  });

  it("must not leave out what the SDK promises, nor make anything up", () => {
    expect(() => completeOutputs(sdk, { name: "x", tagsAll: {}, aarn: "a" }, "f.ts")).toThrow(
      "the stand-in of test:index:Thing leaves out arn, which the SDK declares as always there and gives aarn, which the SDK does not declare; mend `create` in f.ts",
    );
  });
});
