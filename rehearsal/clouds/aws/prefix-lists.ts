import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { ec2Id } from "./ids";
import { number, objects, text } from "./inputs";
import { siblings } from "./siblings";

const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

const capacity: Rule = {
  name: "prefix-list-capacity",
  operation: "CreateManagedPrefixList",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [entries, maxEntries] = [objects(inputs, "entries").length, number(inputs, "maxEntries") ?? 0];
    if (entries <= maxEntries) return undefined;
    return {
      code: "PrefixListMaxEntriesExceeded",
      message: `The prefix list holds at most ${maxEntries} entries, and ${entries} were given. Raise maxEntries.`,
    };
  },
};

const entryOnce: Rule = {
  name: "prefix-list-entry-duplicate",
  operation: "ModifyManagedPrefixList",
  on: ["create"],
  refuse(request) {
    const { cidr, prefixListId } = request.inputs;
    const twin = siblings(request, ENTRY).some(
      ({ inputs }) => inputs.cidr === cidr && inputs.prefixListId === prefixListId,
    );
    const list = request.world.get(PREFIX_LIST, text(request.inputs, "prefixListId") ?? "");
    const inline = objects(list?.inputs ?? {}, "entries").some((entry) => entry.cidr === cidr);
    if (!twin && !inline) return undefined;
    return {
      code: "InvalidPrefixListModification",
      message: `The entry ${String(cidr)} is already in the prefix list.`,
    };
  },
};

export const prefixListTypes: readonly ResourceType[] = [
  awsType({
    type: PREFIX_LIST,
    service: "EC2",
    label: "EC2 Managed Prefix List",
    replaceOn: ["addressFamily"],
    autoName: { property: "name", maxLength: 255 },
    id: (request) => ec2Id(request, "pl"),
    arn: (request, id) => arn(request, "ec2", `prefix-list/${id}`),
    computed: ({ world }) => ({ ownerId: world.accountId, version: 1 }),
    updated: ({ before }) => ({ version: (number(before?.outputs ?? {}, "version") ?? 1) + 1 }),
    rules: [capacity],
  }),
  awsType({
    type: ENTRY,
    service: "EC2",
    label: "EC2 Managed Prefix List Entry",
    replaceOn: ["cidr", "description", "prefixListId"],
    id: ({ inputs }) => `${text(inputs, "prefixListId")},${text(inputs, "cidr")}`,
    references: [{ property: "prefixListId", to: [PREFIX_LIST], missing: "InvalidPrefixListID.NotFound" }],
    rules: [entryOnce],
  }),
];
