import type { KubernetesObject } from "../../cluster/api";

/** Settings of the real provider that travel as annotations of the object. */
export interface Settings {
  /** Create and update end as soon as the API server agrees. Default false. */
  readonly skipAwait: boolean;
  /** How long an object may take to become ready, in seconds. */
  readonly timeoutSeconds?: number;
  /** Conditions to wait for in place of the kind's own. */
  readonly waitFor: readonly string[];
  /** Takes over fields that others manage. Default false. */
  readonly patchForce: boolean;
  readonly fieldManager?: string;
  readonly deletionPropagation: "Background" | "Foreground" | "Orphan";
}

export function settingsOf({ metadata }: KubernetesObject): Settings {
  const read = (name: string) => metadata.annotations?.[`pulumi.com/${name}`];
  const timeout = read("timeoutSeconds");
  const manager = read("patchFieldManager");
  return {
    skipAwait: read("skipAwait") === "true",
    ...(timeout ? { timeoutSeconds: Number(timeout) } : {}),
    waitFor: readConditions(read("waitFor")),
    patchForce: read("patchForce") === "true",
    ...(manager ? { fieldManager: manager } : {}),
    deletionPropagation: readPropagation(read("deletionPropagationPolicy")),
  };
}

/** One condition as it is, or several as a JSON list. */
function readConditions(value: string | undefined): string[] {
  if (!value) return [];
  return value.startsWith("[") ? (JSON.parse(value) as string[]) : [value];
}

function readPropagation(value: string | undefined): Settings["deletionPropagation"] {
  switch (value?.toLowerCase()) {
    case "background":
      return "Background";
    case "orphan":
      return "Orphan";
    default:
      return "Foreground";
  }
}
