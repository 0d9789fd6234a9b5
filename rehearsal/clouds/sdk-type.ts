/** Shape of a value, as an SDK's type declarations give it. */
export type Shape =
  | { readonly kind: "string" | "number" | "boolean" | "any" }
  /** A file or folder that the program hands over. */
  | { readonly kind: "asset" }
  /** A resource object; on the wire it is its id. */
  | { readonly kind: "resource" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "map"; readonly value: Shape }
  /** By name, because types refer to themselves. */
  | { readonly kind: "object"; readonly name: string }
  | { readonly kind: "union"; readonly members: readonly Shape[] };

export interface Property {
  readonly shape: Shape;
  readonly required: boolean;
  /** What the SDK says instead, when it advises against the property. */
  readonly deprecated?: string;
}

export type Declarations = Readonly<Record<string, Property>>;

/** What an SDK declares about one resource type. */
export interface SdkType {
  /** Pulumi type token. */
  readonly type: string;
  readonly inputs: Declarations;
  /** `required` here means that the output is always there. */
  readonly outputs: Declarations;
  /** Outputs that the SDK declares secret whatever the inputs were. */
  readonly secretOutputs: readonly string[];
  /** Every object shape that the inputs reach, by name. */
  readonly objects: Readonly<Record<string, Declarations>>;
}

/** Whether the value is always there, although the program need not give it: the provider computes it then. */
export function isComputed(type: SdkType, property: string): boolean {
  const output = type.outputs[property];
  const input = type.inputs[property];
  return output !== undefined && (input === undefined || (!input.required && output.required));
}
