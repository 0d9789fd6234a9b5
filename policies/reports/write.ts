import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { toJUnit } from "./junit";
import { changesSince, type Report, reportSchema } from "./model";
import { toOscal } from "./oscal";
import { toPage } from "./page";
import { toSarif } from "./sarif";

/** Writes every form of the report, compared with the one that the folder held; the page shows those beside it, too. */
export function writeReport(report: Report, folder: string, beside: readonly Report[] = []): Report {
  const file = join(folder, "report.json");
  const previous = existsSync(file) ? readReport(file) : undefined;
  const whole = previous ? { ...report, previous: changesSince(previous, report.results) } : report;
  mkdirSync(folder, { recursive: true });
  const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
  const files = {
    "report.sarif": json(toSarif(whole)),
    "junit.xml": toJUnit(whole),
    "oscal.json": json(toOscal(whole)),
    "index.html": toPage([whole, ...beside]),
    "report.schema.json": json(z.toJSONSchema(reportSchema)),
    // The last one, because it is what the next report compares with.
    "report.json": json(whole),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return whole;
}

/** A report that was written before. */
export function readReport(file: string): Report {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UserError({
      what: "the folder's report cannot be read, so nothing can be compared with it",
      where: file,
      fix: "move it away, or name another folder with --out",
    });
  }
}
