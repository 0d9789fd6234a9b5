import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchemaText } from "./json-schema";

const file = join(__dirname, "..", "config.schema.json");
writeFileSync(file, stackFileSchemaText());
// In the project's own format, or the linter would complain of what nobody wrote by hand.
execFileSync(process.execPath, [require.resolve("@biomejs/biome/bin/biome"), "format", "--write", file]);
