import { z } from "zod";
import type { Connection } from "./connection";
import { checkInputs, parsed, refuseImport } from "./inputs";
import { type Diff, type ReadState, type State, UNKNOWN } from "./plugin/provider";
import type { ResourceKind } from "./resource-kind";
import { UserError } from "./user-error";

const blockInputs = z.strictObject({ number: z.int().min(0).optional() });

/** A block of the chain that will not change any more, once and for all the same one. */
export const blockKind: ResourceKind = {
  type: "safes:index:Block",
  check: (_connection, _olds, news) => checkInputs(blockInputs, news, () => []),

  diff: async (_connection, old, news): Promise<Diff> => {
    const { number } = parsed(blockInputs, news);
    const isAnother = number !== undefined && `${number}` !== old.id;
    return { changes: isAnother ? { number: "update-replace" } : {} };
  },

  create: async (connection, { name }, raw, { preview }): Promise<State> => {
    const wanted = parsed(blockInputs, raw).number;
    const newest = await connection.settledBlockNumber();
    if (wanted === undefined && preview)
      return { id: "", outputs: { number: UNKNOWN, hash: UNKNOWN, timestampSeconds: UNKNOWN } };
    if (wanted !== undefined && BigInt(wanted) > newest) {
      throw new UserError({
        what: `${name}: the block is not there yet, or may still be replaced by another one`,
        got: `number ${wanted}`,
        expected: `${newest} or less, the newest block of chain ${connection.chainId} that counts`,
        fix: "take an earlier one, or wait",
      });
    }
    return readBlock(connection, wanted === undefined ? newest : BigInt(wanted));
  },

  read: async (connection, { name }, id, { inputs }): Promise<ReadState> => {
    if (!/^\d+$/.test(id)) refuseImport({}, name, "give the block's number");
    return { inputs, ...(await readBlock(connection, BigInt(id))) };
  },

  update: async (_connection, _resource, old) => ({ id: old.id, outputs: old.outputs }),
};

async function readBlock(connection: Connection, number: bigint): Promise<State> {
  const { hash, timestampSeconds } = await (await connection.read()).block(number);
  return { id: `${number}`, outputs: { number: Number(number), hash, timestampSeconds: Number(timestampSeconds) } };
}
