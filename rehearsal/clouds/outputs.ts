import { isDeepStrictEqual } from "node:util";
import { type Properties, UNKNOWN } from "../../safes/plugin/provider";
import { visible } from "./diff";
import { isComputed, type SdkType, type Shape } from "./sdk-type";

/** What a preview can tell of a resource that is to be created. */
export function planCreation(sdk: SdkType, inputs: Properties, planned: Properties): Properties {
  const outputs = { ...echo(sdk, inputs), ...declaredOf(sdk, planned) };
  for (const property of Object.keys(sdk.outputs)) {
    if (outputs[property] === undefined && isComputed(sdk, property)) outputs[property] = UNKNOWN;
  }
  return outputs;
}

/** What is computed anew by an update, as far as a preview can tell. */
export interface Recomputed {
  /** Outputs that may change with this update. */
  readonly properties: readonly string[];
  /** Their values, when everything that they depend on is known. */
  readonly values?: Properties;
}

/** What a preview can tell of a resource that is to be changed: what nothing touches stays. */
export function planUpdate(
  sdk: SdkType,
  old: { readonly inputs: Properties; readonly outputs: Properties },
  news: Properties,
  planned: Properties,
  recomputed: Recomputed,
): Properties {
  const outputs = mergeUpdate(sdk, old, news, planned);
  for (const property of recomputed.properties) {
    if (property in planned) continue;
    const value = recomputed.values?.[property];
    const stays = recomputed.values !== undefined && isDeepStrictEqual(value, old.outputs[property]);
    outputs[property] = stays ? value : UNKNOWN;
  }
  return outputs;
}

/** Old outputs with the changed inputs over them. */
export function mergeUpdate(
  sdk: SdkType,
  old: { readonly inputs: Properties; readonly outputs: Properties },
  news: Properties,
  planned: Properties,
): Properties {
  const outputs = { ...old.outputs };
  for (const property of Object.keys(visible(old.inputs))) {
    if (news[property] === undefined && sdk.outputs[property]?.required !== true) delete outputs[property];
  }
  for (const [property, value] of Object.entries(echo(sdk, news))) {
    // An unchanged input leaves the output as the cloud has normalised it.
    if (!(property in outputs) || !isDeepStrictEqual(value, old.inputs[property])) outputs[property] = value;
  }
  return { ...outputs, ...declaredOf(sdk, planned) };
}

/**
 * Completes what a type's `create` gave: optional inputs that the cloud answers with are empty where the type says nothing.
 * @throws when the stand-in leaves out an output that the SDK promises, or gives one that it does not know.
 */
export function completeOutputs(sdk: SdkType, outputs: Properties, file: string): Properties {
  const complete = { ...outputs };
  const missing: string[] = [];
  for (const [property, { required, shape }] of Object.entries(sdk.outputs)) {
    if (complete[property] !== undefined || !required) continue;
    if (sdk.inputs[property]) complete[property] = emptyOf(shape);
    else missing.push(property);
  }
  const unknown = Object.keys(outputs).filter((property) => !sdk.outputs[property]);
  if (missing.length > 0 || unknown.length > 0) {
    const faults = [
      missing.length > 0 ? `leaves out ${missing.join(", ")}, which the SDK declares as always there` : "",
      unknown.length > 0 ? `gives ${unknown.join(", ")}, which the SDK does not declare` : "",
    ];
    throw new Error(`the stand-in of ${sdk.type} ${faults.filter(Boolean).join(" and ")}; mend \`create\` in ${file}`);
  }
  return complete;
}

/** Inputs that are outputs too. */
export function echo(sdk: SdkType, inputs: Properties): Properties {
  return declaredOf(sdk, visible(inputs));
}

/** Those that are outputs of the type. */
export function declaredOf(sdk: SdkType, properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([property, value]) => sdk.outputs[property] && value !== undefined),
  );
}

/** Terraform's value for what a cloud does not answer with. */
function emptyOf(shape: Shape): unknown {
  switch (shape.kind) {
    case "string":
      return "";
    case "number":
      return 0;
    case "boolean":
      return false;
    case "list":
      return [];
    case "map":
      return {};
    default:
      return undefined;
  }
}
