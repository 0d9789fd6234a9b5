import { run } from "./program";

run(process.argv.slice(2));
