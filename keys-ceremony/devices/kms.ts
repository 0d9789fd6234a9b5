import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { openKmsSigner } from "../../safes/signers/kms";
import type { Kms } from "../../safes/signers/kms-client";
import { UserError } from "../../safes/user-error";
import { generateKmsKey } from "../kms/generate";
import { completeImport, requestImport } from "../kms/import";
import { proveKmsKey } from "../kms/prove";
import { type ImportRequest, importRequestSchema, wrappedKeySchema, wrappingKeyFingerprint } from "../kms/wrap";
import type { Plan, RoleName } from "../plan/schema";
import { type Possession, type Proof, possessionTypedData } from "../proof";
import type { Hands } from "../steps/hands";
import { wrappedFileOf } from "../steps/wrapping";

const requestFileOf = (role: string) => `${role}.import.json`;

/** Where KMS is reached, before the day: asks for the parameters of an import, and writes them down for the stick. */
export async function writeImportRequest(plan: Plan, role: RoleName, folder: string, kms: Kms): Promise<string> {
  const request = await requestImport(kms, wantedKey(plan, role));
  writeFileSync(join(folder, requestFileOf(role)), JSON.stringify(request, null, 2));
  return wrappingKeyFingerprint(request);
}

/** From the stick. */
export function readImportRequest(role: string, folder: string): ImportRequest {
  return readJson(
    importRequestSchema,
    folder,
    requestFileOf(role),
    "npm run ceremony -- import-request, where KMS is reached",
  );
}

/** What a ceremony does with KMS, where it is reached. */
export function kmsHands(plan: Plan, folder: string, kms: Kms): Pick<Hands, "kmsKey"> {
  return {
    kmsKey: async (role, alias, origin, account) => {
      const isThere = await exists(kms, alias);
      if (isThere) {
        return (await proveKmsKey(kms, alias, { origin, ...(account !== undefined && { address: account }) }))
          .publicKey;
      }
      const wanted = wantedKey(plan, role);
      if (origin === "AWS_KMS") return (await generateKmsKey(kms, wanted)).publicKey;
      const onStick = readJson(wrappedKeySchema, folder, wrappedFileOf(role), "the step wrapping writes it");
      // What was derived counts, not what the stick says: no other key gets the alias.
      const wrapped = account === undefined ? onStick : { ...onStick, address: account };
      return (await completeImport(kms, wanted, readImportRequest(role, folder), wrapped)).publicKey;
    },
  };
}

/** A key in KMS signs. */
export async function proveByKms(kms: Kms, alias: string, possession: Possession): Promise<Proof> {
  const signer = await openKmsSigner(alias, kms);
  return { scheme: "eip712", signature: await signer.signTypedData(possessionTypedData(possession)) };
}

function wantedKey({ roles, stack }: Plan, role: RoleName) {
  return { alias: roles[role].kmsAlias ?? "", description: `Signs as ${role} of jeju-${stack}` };
}

/** The stack makes its own keys, and an interrupted step has made its. */
async function exists(kms: Kms, alias: string): Promise<boolean> {
  try {
    await openKmsSigner(alias, kms);
    return true;
  } catch (error) {
    if (error instanceof UserError && error.message.includes("NotFoundException")) return false;
    throw error;
  }
}

function readJson<T>(schema: z.ZodType<T>, folder: string, name: string, fix: string): T {
  const file = join(folder, name);
  if (!existsSync(file)) throw new UserError({ what: "a file that the ceremony needs is not there", where: file, fix });
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const got = error instanceof z.ZodError ? z.prettifyError(error) : "no JSON";
    throw new UserError({ what: "a file of the ceremony is not what it should be", where: file, got, fix });
  }
}
