import { z } from "zod";
import { changedKeys, checkInputs, hasUnknown, knowable, parsed, parsedBoth, refuseImport } from "./inputs";
import { type Diff, type ReadState, type State, UNKNOWN } from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { openSigner } from "./signers";

const signerAddressInputs = z.strictObject({
  keyId: knowable(z.string().min(1)),
  region: knowable(z.string().min(1)),
});
type SignerAddressInputs = z.output<typeof signerAddressInputs>;

/** The account that a key in KMS signs for. It is looked up only, so that others can be told of it. */
export const signerAddressKind: ResourceKind = {
  type: "safes:index:SignerAddress",
  check: (_connection, _olds, news) => checkInputs(signerAddressInputs, news, () => []),

  /** Another key is another account. */
  diff: async (_connection, old, news): Promise<Diff> => {
    const [before, after] = parsedBoth(signerAddressInputs, old.inputs, news);
    const changed = changedKeys(before, after, ["keyId", "region"]);
    return { changes: Object.fromEntries(changed.map((key) => [key, "update-replace" as const])) };
  },

  create: async (_connection, _resource, raw): Promise<State> => {
    const inputs = parsed(signerAddressInputs, raw);
    if (hasUnknown(inputs)) return { id: "", outputs: { address: UNKNOWN } };
    const address = await addressOf(inputs);
    return { id: address, outputs: { address } };
  },

  read: async (_connection, { name }, _id, { inputs }): Promise<ReadState> => {
    refuseImport(inputs, name, "`pulumi up` looks it up");
    const address = await addressOf(parsed(signerAddressInputs, inputs));
    return { id: address, inputs, outputs: { address } };
  },

  update: async (_connection, _resource, old) => ({ id: old.id, outputs: old.outputs }),
};

async function addressOf({ keyId, region }: SignerAddressInputs): Promise<string> {
  const signer = await openSigner({ kind: "kms", keyId: keyId as string, region: region as string }, false);
  return signer.address;
}
