import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "..");

/** Who may import whom: a folder's files import from these folders and from their own. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  infra: ["safes/sdk"],
  policies: ["safes/user-error"],
  safes: [],
  // Errors to users read the same everywhere, and commands are called and end the same.
  "keys-ceremony": ["safes/signers", "safes/proposals", "safes/user-error", "safes/command-line"],
  rollout: ["infra/config", "safes/proposals", "policies/reports"],
};

interface Source {
  /** Path from the root, without its extension. */
  readonly path: string;
  readonly tree: ts.SourceFile;
}

const sources: readonly Source[] = [...Object.keys(arrows), "rehearsal", "test"].flatMap(listSources);

function listSources(folder: string): Source[] {
  // A folder of the layout may be one that no issue has filled yet.
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
    .map((name) => {
      const file = join(root, folder, name);
      const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
      return { path: join(folder, name.slice(0, -3)), tree };
    });
}

/** What a file imports from this project, as paths from the root. */
function importsOf({ path, tree }: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const specifier = isImport
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && isImportCall(node)
        ? node.arguments[0]
        : undefined;
    if (specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith(".")) {
      found.push(relative(root, resolve(root, dirname(path), specifier.text)));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require")
  );
}

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

describe("the layout", () => {
  it("has sources to look at", () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it.each(Object.entries(arrows))("lets %s import nothing but its own files and %j", (folder, allowed) => {
    const strays = sources
      .filter(({ path }) => isWithin(path, folder))
      .flatMap((source) =>
        importsOf(source)
          .filter((target) => ![folder, ...allowed].some((place) => isWithin(target, place)))
          .map((target) => `${source.path} -> ${target}`),
      );
    expect(strays).toEqual([]);
  });

  it("lets nothing but the rehearsal and the tests import the rehearsal, and nothing but its test import infra/index", () => {
    const strays = sources.flatMap((source) =>
      importsOf(source)
        .filter(
          (target) =>
            (["infra", "infra/index"].includes(target) && source.path !== "test/infra/index.test") ||
            (isWithin(target, "rehearsal") && !isWithin(source.path, "rehearsal") && !isWithin(source.path, "test")),
        )
        .map((target) => `${source.path} -> ${target}`),
    );
    expect(strays).toEqual([]);
  });

  it("creates no resource inside an apply, where a preview would not see it", () => {
    const strays: string[] = [];
    for (const { path, tree } of sources.filter(
      (source) => isWithin(source.path, "infra") || isWithin(source.path, "safes"),
    )) {
      const visit = (node: ts.Node, insideApply: boolean) => {
        if (insideApply && ts.isNewExpression(node) && !isPlainObject(node)) {
          const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
          strays.push(`${path}:${line + 1} new ${node.expression.getText()}`);
        }
        const applies = insideApply || isApply(node);
        ts.forEachChild(node, (child) => visit(child, applies));
      };
      visit(tree, false);
    }
    expect(strays).toEqual([]);
  });

  it("has no drawer for what belongs to nobody", () => {
    const drawers = sources
      .filter(({ path }) => /(^|\/)(utils?|common|helpers?|lib|misc)(\/|$)/.test(path))
      .map(({ path }) => path);
    expect(drawers).toEqual([]);
  });

  it("keeps every source file under 300 lines", () => {
    const long = sources
      .filter(({ path }) => !isWithin(path, "test"))
      .map(({ path, tree }) => ({ path, lines: tree.getLineStarts().length }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });
});

function isApply(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "apply"
  );
}

/** Errors and the language's own objects are no resources. */
function isPlainObject({ expression }: ts.NewExpression): boolean {
  return /^(Map|Set|Date|URL|RegExp|Array|[A-Za-z.]*Error)$/.test(expression.getText());
}
