import { aws } from "../case";
import { allCases } from "../cases";
import { ref } from "../engine-stub";
import { differences } from "./differences";
import { kubernetesPairs, terraformPairs } from "./pairs";
import { toTerraform } from "./terraform";

test("Terraform has nested objects as blocks, references as expressions, maps and documents as arguments", () => {
  const resources = [
    aws("kms/Key", "key", { enableKeyRotation: true, policy: `{"Resource":"\${aws:username}"}` }),
    aws("s3/BucketServerSideEncryptionConfiguration", "encryption", {
      bucket: "b",
      rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyId: ref("key", "arn") }, bucketKeyEnabled: true }],
    }),
    aws("ec2/Subnet", "subnet", { vpcId: ref("elsewhere"), tags: { tier: "private" } }),
  ];
  expect(toTerraform(resources)).toBe(`resource "aws_kms_key" "key" {
  enable_key_rotation = true
  policy = "{\\"Resource\\":\\"$\${aws:username}\\"}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "encryption" {
  bucket = "b"
  rule {
    apply_server_side_encryption_by_default {
      kms_master_key_id = aws_kms_key.key.arn
    }
    bucket_key_enabled = true
  }
}

resource "aws_subnet" "subnet" {
  vpc_id = "elsewhere"
  tags = { "tier" = "private" }
}
`);
});

test("a type that Terraform's name is not known of is an error", () => {
  expect(() => toTerraform([aws("ec2/Nonesuch", "one", {})])).toThrow("aws:ec2/nonesuch:Nonesuch");
});

const comparedPolicies = [...Object.keys(terraformPairs), ...Object.keys(kubernetesPairs)];
const casesOf = (policy: string) => allCases.filter((cases) => cases.policy === policy);

test("30 AWS rules or more are compared, each by a good and a bad case that Terraform can say", () => {
  expect(Object.keys(terraformPairs).length).toBeGreaterThanOrEqual(30);
  for (const policy of Object.keys(terraformPairs)) {
    const cases = casesOf(policy);
    const good = cases.flatMap((one) => Object.values(one.good));
    const bad = cases.flatMap((one) => Object.values(one.bad).map(({ resources }) => resources));
    expect({ policy, good: good.length > 0, bad: bad.length > 0 }).toEqual({ policy, good: true, bad: true });
    for (const resources of [...good, ...bad]) expect(toTerraform(resources)).toMatch(/^resource /);
  }
});

test("every difference is of a case that is compared, and says why", () => {
  const matches = (pattern: string | RegExp, text: string) =>
    pattern instanceof RegExp ? pattern.test(text) : pattern === text;
  const names = comparedPolicies.flatMap((policy) =>
    casesOf(policy).flatMap(({ good, bad }) =>
      [...Object.keys(good), ...Object.keys(bad)].map((name) => [policy, name]),
    ),
  );
  const strays = differences
    .filter(({ policy }) => policy !== "")
    .filter((difference) => {
      return !names.some(
        ([policy = "", name = ""]) => matches(difference.policy, policy) && matches(difference.case, name),
      );
    });
  expect(strays).toEqual([]);
  for (const { why } of differences) expect(why.length).toBeGreaterThan(10);
});
