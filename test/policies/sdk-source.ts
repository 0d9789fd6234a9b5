import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(__dirname, "../../node_modules/@pulumi/aws");

/**
 * Source of the SDK's class for an AWS type, e.g. `ec2/vpc.js` for `aws:ec2/vpc:Vpc`. Of a few types the file is written
 * otherwise: `dms/s3endpoint.js` for `aws:dms/s3Endpoint:S3Endpoint`, `kendra/index_.js` for `aws:kendra/index:Index`.
 */
export function sdkSource(type: string): string {
  const [module = "", name = ""] = type.split(":")[1]?.split("/") ?? [];
  const wanted = name.toLowerCase();
  const file = readdirSync(join(folder, module)).find(
    (candidate) => candidate !== "index.js" && candidate.toLowerCase().replace(/_?\.js$/, "") === wanted,
  );
  if (file === undefined) throw new Error(`the SDK has no file of ${type}`);
  return readFileSync(join(folder, module, file), "utf8");
}

/** Types whose class stands in a file of another name, which a reader that goes by names does not find. */
export function misnamedTypes(): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: module }) =>
      readdirSync(join(folder, module))
        .filter((file) => file.endsWith(".js") && !/^(index\.js|get[A-Z])/.test(file))
        .flatMap((file) => {
          const source = readFileSync(join(folder, module, file), "utf8");
          const type = /__pulumiType = '([^']+)'/.exec(source)?.[1];
          return type && type.split(":")[1] !== `${module}/${file.replace(/\.js$/, "")}` ? [type] : [];
        }),
    );
}
