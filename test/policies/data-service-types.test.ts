import { encryptedTypes } from "../../policies/data-services";
import { zonedStores } from "../../policies/data-services/zoned-stores";
import { zonedWorkloads } from "../../policies/data-services/zoned-workloads";
import { registry } from "../../policies/registry";
import { judgedByOthers, notEncrypted, notZoned } from "./data-service-exemptions";
import { shortOf } from "./data-service-faults";
import { pathsOf, typeNamed, typesThatSpeakOf } from "./sdk-paths";
import { misnamedTypes, sdkSource } from "./sdk-source";

const zonedTypes = [...zonedStores, ...zonedWorkloads];

describe("the types of the SDK", () => {
  const judgedPaths = new Map<string, Set<string>>();
  const addPaths = (type: string, paths: readonly string[]) => {
    const known = judgedPaths.get(type) ?? new Set();
    judgedPaths.set(type, known);
    for (const path of paths) known.add(path.replaceAll("?", ""));
  };
  for (const { type, keys, also, when } of encryptedTypes) {
    addPaths(type, [...keys, ...also.map(({ path }) => path), ...when.map(({ path }) => path)]);
  }
  for (const { type, spreads } of zonedTypes)
    addPaths(
      type,
      spreads.map(({ path }) => path),
    );

  const others = Object.values(judgedByOthers).flat();
  const exempt = (reasons: Readonly<Record<string, readonly string[]>>) => Object.values(reasons).flat();

  /** Types with a property that speaks so and that no row judges. */
  function leftOver(names: RegExp, words: RegExp): readonly string[] {
    return typesThatSpeakOf(names).flatMap((declared) => {
      const judged = judgedPaths.get(declared.type);
      const left = pathsOf(declared).filter(({ path, shape }) => {
        const isValue = shape.kind !== "object" && shape.kind !== "list";
        return isValue && words.test(path) && !/transit/i.test(path) && !judged?.has(path);
      });
      return left.length > 0 ? [shortOf(declared.type)] : [];
    });
  }

  const encryption = /(kms|encrypt)[^.]*$|(encrypt|sse)[^.]*\.(keyId|keyArn|enabled)$/i;
  const subnets = /(subnet(s|Ids|Arns)\[\]|(^|\.)multiAz)$/i;

  test.each([
    ["encryption", /kms|encrypt/i, encryption, exempt(notEncrypted)],
    ["subnets", /subnet|multiAz/i, subnets, exempt(notZoned)],
  ])("that speak of %s are judged, or it is said why not", (_, names, words, exempted) => {
    const left = leftOver(names, words);
    expect(left.filter((type) => !others.includes(type) && !exempted.includes(type))).toEqual([]);
    expect(exempted.filter((type) => !left.includes(type))).toEqual([]);
  });

  test("whose file is named otherwise are judged as well", () => {
    const speaking = misnamedTypes().filter((type) => /resourceInputs\["\w*(kms|ncrypt)/i.test(sdkSource(type)));
    expect(speaking.length).toBeGreaterThan(0);
    expect(speaking.filter((type) => !judgedPaths.has(type))).toEqual([]);
  });

  test("have every property that a row names", () => {
    const invented = [...judgedPaths].flatMap(([type, paths]) => {
      const declared = typeNamed(type);
      if (!declared) return [...paths].filter((path) => !sdkSource(type).includes(`["${path.split(".")[0]}"] = `));
      const real = new Set(pathsOf(declared).map(({ path }) => path));
      return [...paths].filter((path) => !real.has(path)).map((path) => `${type} ${path}`);
    });
    expect(invented).toEqual([]);
  });

  test("that have a policy of their own are among its types", () => {
    const strays = Object.entries(judgedByOthers).flatMap(([id, types]) => {
      const judged = registry.get(id)?.types.map(shortOf) ?? [];
      return types.filter((type) => !judged.includes(type)).map((type) => `${id} ${type}`);
    });
    expect(strays).toEqual([]);
  });
});
