/** `c7gn.16xlarge`: letters of the family, generation, attributes, size. */
const shape = /^([a-z]+)(\d+)([a-z0-9-]*)\.([a-z0-9-]+)$/;

/** Families that EC2 sells in the regions of the rehearsal, with their generations. `aws ec2 describe-instance-types`. */
const families: Readonly<Record<string, string>> = {
  a: "1",
  c: "45678",
  d: "23",
  g: "456",
  h: "1",
  hpc: "678",
  i: "3478",
  im: "4",
  inf: "12",
  is: "4",
  m: "45678",
  p: "3456",
  r: "45678",
  t: "234",
  trn: "12",
  u: "7",
  x: "1278",
  z: "1",
};

const sizes = new Set([
  ...["nano", "micro", "small", "medium", "large", "xlarge", "metal"],
  ...[2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 24, 32, 48, 56, 64, 96, 112].map((times) => `${times}xlarge`),
  ...[16, 24, 32, 48, 96].flatMap((times) => [`metal-${times}xl`]),
]);

/** Whether the name is of a family, generation and size that EC2 has. */
export function isKnownInstanceType(name: string): boolean {
  const [, family = "", generation = "", , size = ""] = shape.exec(name) ?? [];
  const generations = families[family];
  return generations?.includes(generation) === true && sizes.has(size);
}

/** Graviton types carry a `g` right after the generation; `a1` was the first of them. */
export function architectureOf(name: string): "arm64" | "x86_64" {
  const [, family = "", , attributes = ""] = shape.exec(name) ?? [];
  const graviton = attributes.startsWith("g") || ["a", "im", "is"].includes(family);
  return graviton ? "arm64" : "x86_64";
}

/** Whether the name is a DB instance class, `db.` and a type of a family that RDS runs. */
export function isKnownDatabaseClass(name: string): boolean {
  const type = name.startsWith("db.") ? name.slice(3) : "";
  return /^[mrtxcz]/.test(type) && isKnownInstanceType(type) && !/\.(nano|metal)/.test(type);
}
