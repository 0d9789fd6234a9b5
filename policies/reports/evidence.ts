import type { Located, Value } from "../assessment/value";
import type { Judged } from "./judge";
import type { Evidence } from "./model";
import type { Readings } from "./recording";
import { isWithin, Withheld } from "./withheld";

/** So many values are told of a cell; a rule on pods reads more than anybody would. */
const mostLines = 8;
const longestValue = 120;

/** What a rule has read before it found nothing against a resource. Secrets, and what looks like one, are withheld. */
export class PassedEvidence {
  private readonly names: ReadonlyMap<string, string>;
  private readonly withheld: Withheld;

  constructor(judged: readonly Judged[]) {
    this.names = new Map(judged.map(({ description: { urn, name } }) => [urn, name]));
    this.withheld = new Withheld(judged);
  }

  /** @param urn empty for the stack as a whole */
  of(urn: string, readings: Readings): Evidence[] {
    if (urn === "") {
      const read = readings.urns.length;
      return [
        { found: read > 0 ? `properties of ${count(read, "resource")}` : "what is in the stack, and what is not" },
      ];
    }
    const own = toldOf(readings.of(urn)).map((located) => ({ urn, located, suffix: "" }));
    // Of several settings that name it, the one that was judged is the one of which most was read.
    const linked = readings
      .linkedTo(urn)
      .map((other) => [other, toldOf(readings.of(other))] as const)
      .sort(([, one], [, other]) => other.length - one.length)
      .flatMap(([other, all]) => {
        const suffix = ` of ${this.names.get(other) ?? other}`;
        return all.map((located) => ({ urn: other, located, suffix }));
      });
    const read = [...own, ...linked];
    if (read.length === 0) return [{ found: "its type, and no property by name" }];
    const lines = read.slice(0, mostLines).map((each) => this.lineOf(each.urn, each.located, each.suffix));
    const rest = read.length - lines.length;
    return [...lines, ...(rest > 0 ? [`and ${count(rest, "value")} more`] : [])].map((found) => ({ found }));
  }

  private lineOf(urn: string, { path, value }: Located, suffix: string): string {
    if (this.withheld.isPath(path)) return `a value${suffix} whose name is withheld`;
    const isWithheld = value.kind === "known" && this.withheld.isValue(urn, path, value.value);
    return `${path}${suffix} ${isWithheld ? "is set, and withheld here" : wordsOf(value)}`;
  }
}

/** An id tells nothing, and of an object what was read inside tells more, so that stands first. */
function toldOf(all: readonly Located[]): readonly Located[] {
  const isHolder = (path: string) => all.some((other) => other.path !== path && isWithin(other.path, path));
  const told = all.filter(({ path }) => path !== "" && path !== "id" && !isHolder(path));
  const isWhole = ({ value }: Located) => value.kind === "known" && value.value instanceof Object;
  return [...told.filter((each) => !isWhole(each)), ...told.filter(isWhole)];
}

function wordsOf(value: Value): string {
  if (value.kind === "unknown") return "is not known yet";
  if (value.kind === "absent") return "is not set";
  const raw = value.value;
  const text = withoutPaths(raw instanceof Object ? JSON.stringify(raw) : String(raw));
  if (text === "") return "is empty";
  return `is ${text.length > longestValue ? `${text.slice(0, longestValue)}...` : text}`;
}

/** What stands behind the host of an endpoint, or before it, may be a key. */
function withoutPaths(text: string): string {
  return text.replace(/\b(https?|wss?):\/\/(?:[^\s"/]*@)?([^\s"/?#]+)(?:[/?#][^\s"]*)?/g, (whole, scheme, host) => {
    const short = `${scheme}://${host}`;
    return whole === short || whole === `${short}/` ? whole : `${short}/...`;
  });
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
