import Module from "node:module";
import { join } from "node:path";
import { closest } from "./input-check";

/**
 * NODE_OPTIONS with which a program says so when it gives a resource an argument that the SDK does not know. The SDKs'
 * classes copy the arguments that they know and drop all others without a word, so a misspelt one reaches no provider,
 * whatever that one checks.
 */
export function argumentCheckOptions(): string {
  return `--require "${join(__dirname, "dropped-arguments-preload.js")}"`;
}

/** Given by habit from YAML; the kubernetes classes set them themselves. */
const harmless = new Set(["apiVersion", "kind"]);

type ResourceClass = (new (...args: unknown[]) => object) & { readonly __pulumiType: string };

/** Makes every resource class that is loaded from now on remember which arguments its constructor asks for. */
export function watchArguments(): void {
  const load = Module.prototype.require;
  const watched = new WeakSet<object>();
  Module.prototype.require = Object.assign(function (this: NodeJS.Module, id: string): unknown {
    const exported: unknown = load.call(this, id);
    if (typeof exported === "object" && exported !== null && !watched.has(exported)) {
      watched.add(exported);
      wrapClasses(exported);
    }
    return exported;
  }, load);
}

/** Plain properties only: the SDKs' index files have getters, which load the files that these are in. */
function wrapClasses(exported: object): void {
  for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(exported))) {
    if (writable && isResourceClass(value)) Reflect.set(exported, name, watchClass(value));
  }
}

function isResourceClass(value: unknown): value is ResourceClass {
  return typeof value === "function" && Object.hasOwn(value, "__pulumiType");
}

function watchClass(resource: ResourceClass): ResourceClass {
  return new Proxy(resource, {
    construct(target, [name, args, ...rest], newTarget) {
      if (typeof args !== "object" || args === null) return Reflect.construct(target, [name, args, ...rest], newTarget);
      const asked = new Set<PropertyKey>(harmless);
      const created = Reflect.construct(target, [name, watchReads(args, asked), ...rest], newTarget);
      const dropped = Object.entries(args).filter(([key, value]) => value !== undefined && !asked.has(key));
      if (dropped.length > 0) throw droppedError(target.__pulumiType, String(name), dropped, asked);
      return created;
    },
  });
}

function watchReads(args: object, asked: Set<PropertyKey>): object {
  return new Proxy(args, {
    get(target, key, receiver) {
      asked.add(key);
      return Reflect.get(target, key, receiver);
    },
    // Whoever lists them takes them all.
    ownKeys(target) {
      for (const key of Reflect.ownKeys(target)) asked.add(key);
      return Reflect.ownKeys(target);
    },
  });
}

function droppedError(
  type: string,
  name: string,
  dropped: readonly [string, unknown][],
  asked: ReadonlySet<PropertyKey>,
): Error {
  const known = [...asked].filter((key) => typeof key === "string");
  const lines = dropped.map(([key]) => {
    const suggestion = closest(key, known);
    return `${type} "${name}" has no argument "${key}"${suggestion ? `; did you mean "${suggestion}"?` : ""}`;
  });
  return new Error(`${lines.join("\n")}\nThe SDK would drop it without a word.`);
}
