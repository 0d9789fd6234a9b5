import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import type { Declarations, SdkType, Shape } from "./sdk-type";

/**
 * Declarations of one package, parsed without a type checker: the generated files are regular enough, and a program over
 * megabytes of them is not cheap.
 */
interface Scope {
  /** Package that the names in it belong to. */
  readonly packageDirectory: string;
  readonly source: ts.SourceFile;
}

/**
 * Reads what the package's type declarations say about a resource type.
 * @param packageDirectory folder of the installed npm package, e.g. `node_modules/@pulumi/aws`.
 * @returns undefined when the package declares no such type.
 */
export function readSdkType(packageDirectory: string, type: string): SdkType | undefined {
  const file = declarationFile(packageDirectory, type);
  return file === undefined ? undefined : new Extraction(packageDirectory, file, type).read();
}

/** `aws:ec2/vpc:Vpc` lies in `ec2/vpc.d.ts`, `eks:index:Cluster` in `cluster.d.ts`, `pulumi:providers:aws` in `provider.d.ts`. */
function declarationFile(packageDirectory: string, type: string): string | undefined {
  const [namespace, module = "", name = ""] = type.split(":");
  const lowerName = name.charAt(0).toLowerCase() + name.slice(1);
  const path = namespace === "pulumi" ? "provider" : module.includes("/") ? module : `${module}/${lowerName}`;
  const file = join(packageDirectory, `${path.replace(/^index\//, "")}.d.ts`);
  return existsSync(file) ? file : undefined;
}

class Extraction {
  private readonly objects: Record<string, Declarations> = {};

  constructor(
    private readonly packageDirectory: string,
    private readonly file: string,
    private readonly type: string,
  ) {}

  read(): SdkType | undefined {
    const scope = parse(this.packageDirectory, this.file, readFile(this.file));
    const className = this.type.startsWith("pulumi:") ? "Provider" : (this.type.split(":")[2] ?? "");
    const resource = scope.source.statements.find(
      (statement): statement is ts.ClassDeclaration =>
        ts.isClassDeclaration(statement) && statement.name?.text === className,
    );
    const args = findInterface(scope.source, `${className}Args`);
    if (!resource || !args) return undefined;
    return {
      type: this.type,
      inputs: this.readMembers(args, scope),
      outputs: this.readOutputs(resource),
      secretOutputs: readSecretOutputs(this.file),
      objects: this.objects,
    };
  }

  private readMembers(declaration: ts.InterfaceDeclaration, scope: Scope): Declarations {
    const members: Record<string, Declarations[string]> = {};
    for (const member of declaration.members) {
      if (!ts.isPropertySignature(member) || !member.type) continue;
      const deprecated = deprecationOf(member);
      members[nameOf(member.name)] = {
        shape: this.readShape(member.type, scope),
        required: !member.questionToken,
        ...(deprecated === undefined ? {} : { deprecated }),
      };
    }
    return members;
  }

  /** Only whether they are there and of what kind: nobody checks outputs more deeply. */
  private readOutputs(declaration: ts.ClassDeclaration): Declarations {
    const outputs: Record<string, Declarations[string]> = {};
    for (const member of declaration.members) {
      if (!ts.isPropertyDeclaration(member) || !member.type) continue;
      const inner = ts.isTypeReferenceNode(member.type) ? member.type.typeArguments?.[0] : undefined;
      if (!inner) continue;
      const alternatives = ts.isUnionTypeNode(inner) ? inner.types : [inner];
      outputs[nameOf(member.name)] = {
        shape: readOutline(alternatives.find((node) => !isUndefined(node))),
        required: !alternatives.some(isUndefined),
      };
    }
    return outputs;
  }

  private readShape(node: ts.TypeNode, scope: Scope): Shape {
    if (ts.isParenthesizedTypeNode(node)) return this.readShape(node.type, scope);
    if (ts.isUnionTypeNode(node))
      return unionOf(node.types.filter((t) => !isUndefined(t)).map((t) => this.readShape(t, scope)));
    if (ts.isArrayTypeNode(node)) return { kind: "list", element: this.readShape(node.elementType, scope) };
    if (ts.isTypeLiteralNode(node)) return this.readMap(node, scope);
    if (ts.isTypeReferenceNode(node)) return this.readReference(node, scope);
    return readKeyword(node);
  }

  private readMap(node: ts.TypeLiteralNode, scope: Scope): Shape {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return index ? { kind: "map", value: this.readShape(index.type, scope) } : { kind: "any" };
  }

  private readReference(node: ts.TypeReferenceNode, scope: Scope): Shape {
    const name = node.typeName.getText(scope.source);
    const [argument, second] = node.typeArguments ?? [];
    switch (name) {
      case "pulumi.Input":
      case "pulumi.Output":
      case "Promise":
        return argument ? this.readShape(argument, scope) : { kind: "any" };
      case "Array":
        return argument ? { kind: "list", element: this.readShape(argument, scope) } : { kind: "any" };
      case "Record":
        return second ? { kind: "map", value: this.readShape(second, scope) } : { kind: "any" };
      case "pulumi.asset.Asset":
      case "pulumi.asset.Archive":
        return { kind: "asset" };
      case "ARN":
        return { kind: "string" };
      default:
        return this.readNamed(name, scope);
    }
  }

  /** `inputs.ec2.X` and `enums.ec2.X` lie in the package's `types` folder; what else has a name is a resource class. */
  private readNamed(name: string, { packageDirectory }: Scope): Shape {
    const [root = "", ...path] = name.split(".");
    if (root === "enums") return readEnum(packageDirectory, path);
    if (root === "inputs") return this.readObject(packageDirectory, path);
    const otherPackage = /^pulumi([A-Z]\w*)$/.exec(root)?.[1]?.toLowerCase();
    if (otherPackage && path[0] === "types" && path[1] === "input") {
      return this.readObject(join(dirname(packageDirectory), otherPackage), path.slice(2));
    }
    return { kind: "resource" };
  }

  private readObject(packageDirectory: string, path: readonly string[]): Shape {
    const name = [basename(packageDirectory), ...path].join(".");
    if (!(name in this.objects)) {
      const file = join(packageDirectory, "types", "input.d.ts");
      const text = interfacesIn(file).get(path.join("."));
      if (text === undefined)
        throw new Error(`${file} does not declare ${path.join(".")}, to which ${this.type} refers`);
      // Entered before its members are read, because some refer back to it.
      this.objects[name] = {};
      const scope = parse(packageDirectory, file, text);
      const declaration = scope.source.statements.find(ts.isInterfaceDeclaration);
      if (declaration) this.objects[name] = this.readMembers(declaration, scope);
    }
    return { kind: "object", name };
  }
}

function readEnum(packageDirectory: string, path: readonly string[]): Shape {
  const file = join(packageDirectory, "types", "enums", ...path.slice(0, -1), "index.d.ts");
  const { source } = parse(packageDirectory, file, readFile(file));
  const values = source.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .filter((declaration) => declaration.name.getText(source) === path.at(-1))
    .flatMap(({ type }) => (type && ts.isTypeLiteralNode(type) ? [...type.members] : []))
    .flatMap((member) => (ts.isPropertySignature(member) && member.type ? [readKeyword(member.type)] : []));
  if (values.length === 0) throw new Error(`${file} declares no values of ${path.join(".")}`);
  return unionOf(values);
}

const interfaceTexts = new Map<string, ReadonlyMap<string, string>>();

/** The text of each interface by its qualified name: the files that declare them have megabytes, of which few are needed. */
function interfacesIn(file: string): ReadonlyMap<string, string> {
  const known = interfaceTexts.get(file);
  if (known) return known;
  const text = readFileSync(file, "utf8");
  const found = new Map<string, string>();
  const namespaces: string[] = [];
  for (const match of text.matchAll(/^( *)(?:export )?(?:declare )?(namespace|interface) (\w+)[^\n]*\{$/gm)) {
    const [, indent = "", keyword, name = ""] = match;
    const depth = indent.length / 4;
    namespaces.length = depth;
    if (keyword === "namespace") namespaces.push(name);
    else found.set([...namespaces, name].join("."), text.slice(match.index, endOfBlock(text, match.index, indent)));
  }
  interfaceTexts.set(file, found);
  return found;
}

function endOfBlock(text: string, start: number, indent: string): number {
  return text.indexOf(`\n${indent}}`, start) + indent.length + 2;
}

function readFile(file: string): string {
  return readFileSync(file, "utf8");
}

function parse(packageDirectory: string, file: string, text: string): Scope {
  return { packageDirectory, source: ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true) };
}

function findInterface(source: ts.SourceFile, name: string): ts.InterfaceDeclaration | undefined {
  return source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
}

/** The SDK's own constructor names them; the declarations do not. */
function readSecretOutputs(declarationFile: string): string[] {
  const script = readFile(declarationFile.replace(/\.d\.ts$/, ".js"));
  const list = /additionalSecretOutputs: \[([^\]]*)\]/.exec(script)?.[1] ?? "";
  return Array.from(list.matchAll(/"([^"]+)"/g), (match) => match[1] ?? "");
}

/** The kind of an output, without what is inside. */
function readOutline(node: ts.TypeNode | undefined): Shape {
  if (!node) return { kind: "any" };
  if (ts.isArrayTypeNode(node)) return { kind: "list", element: { kind: "any" } };
  if (ts.isTypeLiteralNode(node)) return { kind: "map", value: { kind: "any" } };
  return readKeyword(node);
}

function readKeyword(node: ts.TypeNode): Shape {
  if (ts.isLiteralTypeNode(node)) return readLiteral(node.literal);
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { kind: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { kind: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
    default:
      return { kind: "any" };
  }
}

function readLiteral(node: ts.LiteralTypeNode["literal"]): Shape {
  if (ts.isStringLiteral(node)) return { kind: "literal", value: node.text };
  if (ts.isNumericLiteral(node)) return { kind: "literal", value: Number(node.text) };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: "literal", value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: false };
  return { kind: "any" };
}

function unionOf(members: readonly Shape[]): Shape {
  const flat = members.flatMap((member) => (member.kind === "union" ? member.members : [member]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind: "union", members: flat };
}

function isUndefined(node: ts.TypeNode): boolean {
  return node.kind === ts.SyntaxKind.UndefinedKeyword;
}

function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();
}

function deprecationOf(node: ts.Node): string | undefined {
  const tag = ts.getJSDocDeprecatedTag(node);
  return tag && (ts.getTextOfJSDocComment(tag.comment) ?? "");
}
