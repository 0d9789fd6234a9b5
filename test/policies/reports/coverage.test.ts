import { frameworkKeys } from "../../../policies/assessment/controls";
import { policies } from "../../../policies/registry";
import { coverageOf } from "../../../policies/reports/coverage";
import { listedControls } from "../../../policies/reports/listed-controls";

/**
 * Controls that Security Hub has and this edition of the standard has not: the policies name them because what they ask
 * for is the same.
 */
const ofSecurityHub = [
  ...["CloudTrail.7", "CloudWatch.16", "EC2.13", "EC2.14", "EC2.53", "EC2.54", "ECR.5", "ELB.16", "IAM.27", "IAM.28"],
  ...["KMS.4", "RDS.26", "S3.14", "S3.15", "S3.17", "S3.22", "S3.23", "SNS.1", "WAF.11"],
];

const coverage = coverageOf(policies);
const ofFramework = (key: string) => coverage.find(({ framework }) => framework === key);

test.each(frameworkKeys)("of %s every control is covered or it is said why not", (key) => {
  const found = ofFramework(key);
  const listed = Object.keys(listedControls[key]);
  const answered = [...(found?.covered ?? []), ...(found?.uncovered ?? []).map(({ control }) => control)];
  expect(listed.filter((control) => !answered.includes(control))).toEqual([]);
  for (const { why } of found?.uncovered ?? []) expect(why).toMatch(/^.{20,}[^.]$/);
});

test.each(frameworkKeys)("of %s policies name only controls that the framework has", (key) => {
  const services = Object.keys(listedControls[key]);
  const invented = (ofFramework(key)?.covered ?? []).filter(
    (control) =>
      !services.includes(control) &&
      !services.includes(control.split(".")[0] ?? "") &&
      !ofSecurityHub.includes(control),
  );
  expect(invented).toEqual([]);
});

test("a control that a policy names is not among those that none can implement", () => {
  const contradicted = frameworkKeys.flatMap(
    (key) => ofFramework(key)?.covered.filter((control) => listedControls[key][control]) ?? [],
  );
  expect(contradicted).toEqual([]);
});

test("the frameworks are as long as their editions", () => {
  const count = (key: "cisAws" | "cisEks" | "pss") => Object.keys(listedControls[key]).length;
  expect([count("cisAws"), count("cisEks"), count("pss")]).toEqual([63, 46, 16]);
});
