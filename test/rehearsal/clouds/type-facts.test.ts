import { awsTypes } from "../../../rehearsal/clouds/aws";
import { cloudflareTypes } from "../../../rehearsal/clouds/cloudflare";
import type { ResourceType } from "../../../rehearsal/clouds/resource-type";
import type { SdkType, Shape } from "../../../rehearsal/clouds/sdk-type";
import { SdkTypes } from "../../../rehearsal/clouds/sdk-types";
import { type PropertyPath, parsePath } from "../../../safes/plugin/property-path";

const clouds = [
  { name: "aws", types: awsTypes },
  { name: "cloudflare", types: cloudflareTypes },
] as const;

/** Whether the SDK declares an input at the path. */
function declares(sdk: SdkType, path: PropertyPath): boolean {
  const [top = "", ...rest] = path;
  const property = sdk.inputs[top];
  return property !== undefined && reaches(sdk, property.shape, rest);
}

function reaches(sdk: SdkType, shape: Shape, [part, ...rest]: PropertyPath): boolean {
  if (part === undefined || shape.kind === "any") return true;
  if (shape.kind === "union") return shape.members.some((member) => reaches(sdk, member, [part, ...rest]));
  if (shape.kind === "list") return reaches(sdk, shape.element, part === "*" ? rest : [part, ...rest]);
  if (shape.kind === "map") return reaches(sdk, shape.value, rest);
  const inner = shape.kind === "object" ? sdk.objects[shape.name]?.[part] : undefined;
  return inner !== undefined && reaches(sdk, inner.shape, rest);
}

describe.each(clouds)("every type of $name", ({ name, types }) => {
  const sdk = new SdkTypes(name);
  const each = (check: (type: ResourceType, declared: SdkType) => readonly string[]) =>
    types.flatMap((type) => {
      const declared = sdk.get(type.type);
      return declared ? check(type, declared).map((fault) => `${type.type}: ${fault}`) : [];
    });

  it("is one that the SDK declares, once", () => {
    const tokens = types.map(({ type }) => type);
    expect(tokens.filter((type) => !sdk.get(type))).toEqual([]);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it("replaces only for inputs that the SDK declares", () => {
    const faults = each(({ replaceOn }, declared) => replaceOn.filter((path) => !declares(declared, parsePath(path))));
    expect(faults).toEqual([]);
  });

  it("has defaults and an automatic name only for such inputs", () => {
    const faults = each(({ defaults = {}, autoName }, declared) =>
      [...Object.keys(defaults), ...(autoName ? [autoName.property] : [])].filter((key) => !declared.inputs[key]),
    );
    expect(faults).toEqual([]);
  });

  it("refers to other types by such inputs, and to types that the stand-in has", () => {
    const known = new Set(types.map(({ type }) => type));
    const faults = each(({ references = [] }, declared) =>
      references.flatMap(({ property, to }) => [
        ...(declares(declared, parsePath(property)) ? [] : [property]),
        ...to.filter((target) => !known.has(target)),
      ]),
    );
    expect(faults).toEqual([]);
  });

  it("names each of its rules once", () => {
    const faults = each(({ rules = [] }) => {
      const names = rules.map((rule) => rule.name);
      return names.filter((rule, index) => names.indexOf(rule) !== index);
    });
    expect(faults).toEqual([]);
  });
});
