import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { toJUnit } from "./junit";
import { changesSince, type Report, reportSchema } from "./model";
import { toOscal } from "./oscal";
import { toPage } from "./page";
import { toSarif } from "./sarif";

/** Writes every form of the report, compared with the one that the folder held. */
export function writeReport(report: Report, folder: string): Report {
  const previous = readPrevious(join(folder, "report.json"));
  const whole = previous ? { ...report, previous: changesSince(previous, report.results) } : report;
  mkdirSync(folder, { recursive: true });
  const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
  const files = {
    "report.sarif": json(toSarif(whole)),
    "junit.xml": toJUnit(whole),
    "oscal.json": json(toOscal(whole)),
    "index.html": toPage(whole),
    "report.schema.json": json(z.toJSONSchema(reportSchema)),
    // The last one, because it is what the next report compares with.
    "report.json": json(whole),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return whole;
}

function readPrevious(file: string): Report | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UserError({
      what: "the last report in the folder cannot be read, so nothing can be compared with it",
      where: file,
      fix: "move it away, or name another folder with --out",
    });
  }
}
