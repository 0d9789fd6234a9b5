import { readFileSync } from "node:fs";
import { output } from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import { UserError } from "../../../../safes/user-error";
import { Component, type ComponentContext, type Construction, resolveInputs } from "./component";
import { normalizeManifests, parseManifests } from "./manifests";
import { registerManifests } from "./registration";

/** Constructs `kubernetes:yaml/v2:ConfigGroup` and `ConfigFile` from files on this machine, YAML text and objects. */
export async function constructManifests(
  { connection }: ComponentContext,
  construction: Construction,
): Promise<ConstructResult> {
  const component = new Component(construction);
  const inputs = await resolveInputs(construction.inputs, component);
  if (!inputs) return { urn: component.urn, state: {} };

  const files: string[] = [inputs.file ?? [], inputs.files ?? []].flat();
  const manifests = [
    ...files.flatMap((file) => parseManifests(readManifestFile(file, construction), file)),
    ...parseManifests(inputs.yaml ?? "", `${construction.type} ${construction.name}, yaml`),
    ...(inputs.objs ?? []).flatMap((object: unknown) =>
      parseManifests(JSON.stringify(object), `${construction.name}, objs`),
    ),
  ];
  const normal = await normalizeManifests(manifests, connection.namespace, connection.discovery);
  const resources = registerManifests(normal, {
    parent: component,
    prefix: inputs.resourcePrefix ?? construction.name,
    skipAwait: inputs.skipAwait === true,
  });
  return { urn: component.urn, state: { resources: output(resources) } };
}

function readManifestFile(file: string, { type, name }: Construction): string {
  if (/^https?:/.test(file) || /[*?[]/.test(file)) {
    throw new UserError({
      what: "the rehearsal reads manifests from named files of this machine only",
      where: `${type} ${name}`,
      got: file,
      fix: "name each file, and vendor what is fetched",
    });
  }
  return readFileSync(file, "utf8");
}
