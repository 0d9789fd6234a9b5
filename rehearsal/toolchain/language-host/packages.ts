import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type AboutRequest,
  AboutResponse,
  DependencyInfo,
  type GetProgramDependenciesRequest,
  GetProgramDependenciesResponse,
} from "@pulumi/pulumi/proto/language_pb";

export interface Package {
  /** Folder of the package.json. */
  readonly directory: string;
  /** Declared dependencies with their version ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package that a program belongs to: the nearest package.json from its folder upwards. */
export function findPackage(directory: string): Package | undefined {
  const file = join(directory, "package.json");
  if (existsSync(file)) {
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, string> | undefined>;
    return { directory, dependencies: { ...manifest.devDependencies, ...manifest.dependencies } };
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : findPackage(parent);
}

/** Undefined when the package is not installed. */
export function installedVersion(directory: string, name: string): string | undefined {
  const file = join(directory, "node_modules", name, "package.json");
  if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version;
  const parent = dirname(directory);
  return parent === directory ? undefined : installedVersion(parent, name);
}

export function listDependencies(request: GetProgramDependenciesRequest): GetProgramDependenciesResponse {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const found = findPackage(directory);
  const packages = found ? (request.getTransitivedependencies() ? allInstalled(found) : declared(found)) : [];
  return new GetProgramDependenciesResponse().setDependenciesList(
    packages.map(([name, version]) => new DependencyInfo().setName(name).setVersion(version)),
  );
}

function declared({ directory, dependencies }: Package): Array<[string, string]> {
  return Object.keys(dependencies).flatMap((name) => {
    const version = installedVersion(directory, name);
    return version ? [[name, version] as [string, string]] : [];
  });
}

/** npm records what it has installed there. */
function allInstalled({ directory }: Package): Array<[string, string]> {
  const file = join(directory, "node_modules", ".package-lock.json");
  if (!existsSync(file)) return [];
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, { version?: string }> };
  return Object.entries(packages).flatMap(([path, { version }]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return version ? [[name, version] as [string, string]] : [];
  });
}

/** For `pulumi about`. */
export function describeNode(_request: AboutRequest): AboutResponse {
  const response = new AboutResponse().setExecutable(process.execPath).setVersion(process.version);
  response.getMetadataMap().set("packagemanager", "npm");
  return response;
}
