import { guardedBy } from "../../../policies/services/resource-policies";
import type { PolicyCases } from "../case";
import { type Described, unknown } from "../engine-stub";
import { document, root } from "./documents";

const named = document({ Principal: root, Action: "*", Resource: "*" });
const everybody = { Principal: "*", Action: "*", Resource: "*" };
const open = document(everybody);
const bound = document({ ...everybody, Condition: { StringEquals: { "aws:SourceAccount": "222222222222" } } });

/** One of every type, with this document. */
const all = (policy: unknown): readonly Described[] =>
  Object.entries(guardedBy).map(([type, property]) => ({
    type,
    name: `${type} guarded`,
    inputs: { [property]: policy },
  }));

const each = Object.entries(guardedBy).map(([type, property]) => {
  const short = type.split(":")[1] ?? "";
  return [`everybody in ${short}`, { type, name: "guarded", inputs: { [property]: open } }, property] as const;
});

export const resourcePolicyCases: readonly PolicyCases[] = [
  {
    policy: "resource-policy-not-public",
    good: {
      "named principals": all(named),
      "everybody of an account": all(bound),
      "a denial of everybody": all(document({ ...everybody, Effect: "Deny" })),
      "no document": all(undefined),
      "a topic with what AWS writes": [
        { type: "aws:sns/topic:Topic", name: "topic", inputs: {}, outputs: { policy: open } },
      ],
    },
    bad: {
      ...Object.fromEntries(
        each.map(([what, described, property]) => [
          what,
          { resources: [described], found: new RegExp(`${property} allows everybody`) },
        ]),
      ),
      "what is no document": {
        resources: [{ type: "aws:sns/topicPolicy:TopicPolicy", name: "guarded", inputs: { policy: "{" } }],
        found: /policy is no JSON document with statements/,
      },
    },
    unknown: { "documents that another resource computes": all(unknown) },
  },
];
