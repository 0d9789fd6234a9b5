import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SdkType, Shape } from "../../rehearsal/clouds/sdk-type";
import { SdkTypes } from "../../rehearsal/clouds/sdk-types";

const sdk = new SdkTypes("aws");
const folder = join(__dirname, "../../node_modules/@pulumi/aws");

/**
 * Types of the SDK that have a property of such a name. There are 1700 types, some of them with shapes inside shapes
 * without end, so the names alone are looked at first.
 */
export function typesThatSpeakOf(words: RegExp): readonly SdkType[] {
  return listTypes()
    .flatMap((type) => sdk.get(type) ?? [])
    .filter(({ inputs, objects }) =>
      [inputs, ...Object.values(objects)].some((shape) => Object.keys(shape).some((name) => words.test(name))),
    );
}

export function typeNamed(type: string): SdkType | undefined {
  return sdk.get(type);
}

function listTypes(): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: module }) =>
      readdirSync(join(folder, module))
        .filter((file) => file.endsWith(".d.ts") && !/^(index|get[A-Z])/.test(file))
        .map((file) => file.slice(0, -".d.ts".length))
        .map((name) => `aws:${module}/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`),
    );
}

export interface SdkPath {
  readonly path: string;
  readonly shape: Shape;
}

/** How deep a path may lead: shapes of the SDK contain themselves. */
const deepest = 7;

/** Every path to a value of the type's inputs, with `[]` for the elements of lists. */
export function pathsOf({ inputs, objects }: SdkType): readonly SdkPath[] {
  const found: SdkPath[] = [];
  const walk = (shape: Shape, path: string, depth: number): void => {
    if (depth > deepest) return;
    if (shape.kind === "union") for (const member of shape.members) walk(member, path, depth);
    else if (shape.kind === "list") {
      found.push({ path: `${path}[]`, shape: shape.element });
      walk(shape.element, `${path}[]`, depth);
    } else if (shape.kind === "object") {
      for (const [name, { shape: inner }] of Object.entries(objects[shape.name] ?? {}))
        visit(inner, `${path}.${name}`, depth);
    }
  };
  const visit = (shape: Shape, path: string, depth: number): void => {
    found.push({ path, shape });
    walk(shape, path, depth + 1);
  };
  for (const [name, { shape }] of Object.entries(inputs)) visit(shape, name, 0);
  return found;
}
