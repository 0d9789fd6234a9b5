import { allow, policy } from "./furnished-account";
import { testRules } from "./rule-cases";

const SECRET = "aws:secretsmanager/secret:Secret";
const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const gone = "arn:aws:iam::111111111111:role/gone";

describe("secrets and topics", () => {
  testRules([
    {
      rule: "secret-name",
      refuses: "a secret name with a colon",
      code: "ValidationException",
      type: SECRET,
      wrong: { name: "jeju:api" },
    },
    {
      rule: "secret-recovery-window",
      refuses: "a recovery window of three days",
      code: "InvalidParameterException",
      type: SECRET,
      fine: { recoveryWindowInDays: 0 },
      wrong: { recoveryWindowInDays: 3 },
    },
    {
      rule: "secret-scheduled-for-deletion",
      refuses: "the name of a secret that waits for its deletion",
      code: "InvalidRequestException",
      type: SECRET,
      fine: (account) => {
        account.remove(account.add(SECRET, { name: "jeju/api", recoveryWindowInDays: 0 }));
        return {};
      },
      wrong: (account) => {
        account.remove(account.add(SECRET, { name: "jeju/api" }));
        return {};
      },
    },
    {
      rule: "secret-kms-key",
      refuses: "a key that does not exist",
      code: "InvalidParameterException",
      type: SECRET,
      fine: { kmsKeyId: "alias/aws/secretsmanager" },
      wrong: { kmsKeyId: "alias/gone" },
    },
    {
      rule: "secret-version-value",
      refuses: "a version without a value",
      code: "InvalidParameterException",
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      wrong: { secretString: undefined },
    },
    {
      rule: "secret-rotation-schedule",
      refuses: "two schedules of rotation",
      code: "InvalidParameterException",
      type: "aws:secretsmanager/secretRotation:SecretRotation",
      wrong: { rotationRules: { automaticallyAfterDays: 30, scheduleExpression: "rate(30 days)" } },
    },
    {
      rule: "secret-policy-principals",
      refuses: "a secret's policy for a role that does not exist",
      code: "MalformedPolicyDocumentException",
      type: "aws:secretsmanager/secretPolicy:SecretPolicy",
      wrong: { policy: policy(allow({ AWS: gone }, "secretsmanager:GetSecretValue")) },
    },
    {
      rule: "topic-name",
      refuses: "a FIFO topic without its suffix",
      code: "InvalidParameter",
      type: TOPIC,
      fine: { name: "alarms.fifo", fifoTopic: true },
      wrong: { name: "alarms-new", fifoTopic: true },
    },
    {
      rule: "topic-kms-key",
      refuses: "a topic's key that does not exist",
      code: "KMSNotFound",
      type: TOPIC,
      fine: ({ key }) => ({ kmsMasterKeyId: key.id }),
      wrong: { kmsMasterKeyId: "00000000-0000-4000-8000-000000000000" },
    },
    {
      rule: "subscription-protocol",
      refuses: "a protocol that SNS does not have",
      code: "InvalidParameter",
      type: SUBSCRIPTION,
      wrong: { protocol: "slack" },
    },
    {
      rule: "subscription-endpoint",
      refuses: "an address that is none",
      code: "InvalidParameter",
      type: SUBSCRIPTION,
      fine: { protocol: "https", endpoint: "https://events.pagerduty.com/x" },
      wrong: { endpoint: "oncall" },
    },
  ]);
});
