import { isUtf8 } from "node:buffer";
import { notKnownYet } from "../assessment/expectations";
import { resourcePolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import { isUnknownSentinel } from "../assessment/sdk";
import type { Located } from "../assessment/value";
import { pass, type Verdict, violation } from "../assessment/verdict";
import { exposuresIn } from "../secrets/secret-scan";
import { containersOf, itemsOf, podTypes } from "./pods";

const secretType = "kubernetes:core/v1:Secret";
const configMapType = "kubernetes:core/v1:ConfigMap";

export const plainSecrets = resourcePolicy({
  id: "k8s-no-plain-secret",
  title: "No key, mnemonic or token is written into a Secret, a ConfigMap or a container",
  severity: "critical",
  rationale: "it lies in the program's state, in etcd and in every backup of both, and whoever reads one has it",
  remedy: "keep it in KMS or Secrets Manager, and let the pod fetch it by its own role",
  controls: { cisEks: ["4.4.2"] },
  types: [secretType, configMapType, ...podTypes],
  check: (resource) =>
    resource.is(secretType, configMapType) ? entriesOf(resource) : containersOf(resource).flatMap(wordsOf),
});

/** The entries of a Secret or a ConfigMap, those in base64 as what they say. */
function entriesOf(resource: Resource): readonly Verdict[] {
  const encoded = resource.is(secretType) ? ["data"] : ["binaryData"];
  return ["data", "stringData", "binaryData"].map((field) => {
    const entries = resource.at(field);
    return holdsNoKey(resource.type, encoded.includes(field) ? decoded(entries) : entries);
  });
}

/** Where a container is given words: variables, arguments and its command. */
function wordsOf(container: Item): readonly Verdict[] {
  return [
    ...["args", "command", "env"].map((part) => holdsNoKey("a container", container.at(part))),
    ...itemsOf(container.at("env")).map(isNoPassword),
  ];
}

/** What looks like a key is told by its kind and place, and never by its value. */
function holdsNoKey(type: string, { path, value }: Located): Verdict {
  if (value.kind === "absent") return pass;
  if (value.kind === "unknown" || holdsUnknown(value.value)) return notKnownYet(path);
  const [found = []] = exposuresIn([{ type, inputs: { [path]: value.value } }]);
  const [first] = found;
  if (!first) return pass;
  return violation(
    `${first.path.replace(/^inputs\./, "")} holds ${first.kind}`,
    "a reference to where it is kept, outside the cluster",
  );
}

function holdsUnknown(raw: unknown): boolean {
  return isUnknownSentinel(raw) || (raw instanceof Object && Object.values(raw).some(holdsUnknown));
}

/** A binary entry of this length may be a key by itself. */
const keyBytes = 32;

function decoded({ path, value }: Located): Located {
  if (value.kind !== "known") return { path, value };
  const entries = Object.entries(Object(value.value)).map(([name, raw]) => [name, textOf(raw)]);
  return { path, value: { kind: "known", value: Object.fromEntries(entries) } };
}

function textOf(raw: unknown): unknown {
  if (typeof raw !== "string" || isUnknownSentinel(raw)) return raw;
  const bytes = Buffer.from(raw, "base64");
  if (isUtf8(bytes)) return bytes.toString();
  return bytes.length === keyBytes ? bytes.toString("hex") : "";
}

/** Names of variables whose value is a secret, whatever it looks like. */
const secretName =
  /(PASSWORD|PASSWD|PASSPHRASE|PRIVATE_?KEY|SECRET_?KEY|API_?KEY|MNEMONIC|(AUTH|ACCESS|BEARER|API)_?TOKEN)$/i;

/** A variable with such a name says where the secret is, or takes it from there. */
function isNoPassword(variable: Item): Verdict {
  const [name, { path, value }] = [variable.at("name").value, variable.at("value")];
  if (name.kind !== "known" || !secretName.test(String(name.value))) return pass;
  if (value.kind === "unknown") return notKnownYet(path);
  const isWritten = value.kind === "known" && !/^(\/.*)?$/.test(String(value.value));
  return isWritten ? violation(`${path} is a literal under the name ${name.value}`, "valueFrom, or a file") : pass;
}
