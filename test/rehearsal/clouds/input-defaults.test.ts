import { applyDefaults, isDefaulted, writeDocuments } from "../../../rehearsal/clouds/input-defaults";
import type { ResourceType } from "../../../rehearsal/clouds/resource-type";
import { SdkTypes } from "../../../rehearsal/clouds/sdk-types";
import { UNKNOWN } from "../../../safes/plugin/provider";

const type: ResourceType = {
  type: "aws:iam/role:Role",
  service: "IAM",
  label: "IAM Role",
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 20 },
  defaults: { path: "/", maxSessionDuration: 3600 },
  create: () => ({ id: "x", outputs: {} }),
};

const seed = Buffer.from("seed");

describe("what the provider fills in", () => {
  it("are the defaults that the program left out", () => {
    const inputs = applyDefaults(type, "role", {}, { name: "mine", path: "/team/" }, seed);
    expect(inputs).toEqual({
      name: "mine",
      path: "/team/",
      maxSessionDuration: 3600,
      __defaults: ["maxSessionDuration"],
    });
  });

  it("is a name of the program's and random digits, which the engine's seed decides", () => {
    const { name } = applyDefaults(type, "role", {}, {}, seed);
    expect(name).toMatch(/^role-[0-9a-f]{7}$/);
    expect(applyDefaults(type, "role", {}, {}, seed).name).toBe(name);
    expect(applyDefaults(type, "role", {}, {}, Buffer.from("other")).name).not.toBe(name);
  });

  it("is a name no longer than the cloud allows", () => {
    expect(applyDefaults(type, "a-rather-long-name-of-a-role", {}, {}, seed).name).toMatch(
      /^a-rather-lon-[0-9a-f]{7}$/,
    );
  });

  it("stays the name that it was", () => {
    const olds = applyDefaults(type, "role", {}, {}, seed);
    expect(applyDefaults(type, "role", olds, {}, Buffer.from("other")).name).toBe(olds.name);
  });

  it("is a new name when the program takes its own away", () => {
    expect(applyDefaults(type, "role", { name: "mine" }, {}, seed).name).toMatch(/^role-/);
  });

  it("is no name where the program gives a prefix, or one that is not known yet", () => {
    expect(applyDefaults(type, "role", {}, { namePrefix: "x" }, seed).name).toBeUndefined();
    const inputs = applyDefaults(type, "role", {}, { name: UNKNOWN }, seed);
    expect(inputs.name).toBe(UNKNOWN);
    expect(isDefaulted(inputs, "name")).toBe(false);
  });
});

describe("JSON documents", () => {
  const role = new SdkTypes("aws").get("aws:iam/role:Role");
  if (!role) throw new Error("no role");

  it("may be given as objects and go to the cloud as text", () => {
    expect(writeDocuments(role, { assumeRolePolicy: { Version: "2012-10-17" } })).toEqual({
      assumeRolePolicy: '{"Version":"2012-10-17"}',
    });
  });

  it("are unknown as a whole when a part is", () => {
    const assumeRolePolicy = { Statement: [{ Resource: UNKNOWN }] };
    expect(writeDocuments(role, { assumeRolePolicy })).toEqual({ assumeRolePolicy: UNKNOWN });
  });
});
