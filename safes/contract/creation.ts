import type { Interface } from "ethers";
import { fromProjectRoot } from "../project-root";
import { UserError } from "../user-error";
import { encodeCall } from "./abi-values";
import { type Artifact, creationCode, creationCodeHash, readArtifact } from "./artifact";
import { refuseOtherCompiler } from "./compiler";
import { type Create2, planCreate2 } from "./create2";
import { type CreatorCalls, createdBy, creatorCode } from "./creator";
import type { ContractInputs } from "./inputs";

/** A contract that a factory is to create, and all that is known of it before. */
export interface Creation extends Create2 {
  readonly parts: CreatorCalls;
  readonly abi: Interface;
}

/** @throws UserError when the artifact is not the pinned one. */
export function loadArtifact({ artifact: where, creationCodeHash: pinned, compiler }: ContractInputs): Artifact {
  const artifact = readArtifact(fromProjectRoot(where), where);
  if (compiler) refuseOtherCompiler(compiler, artifact.compiler, artifact.bytecode, where);
  const got = creationCodeHash(artifact);
  if (pinned === undefined || pinned.toLowerCase() === got) return artifact;
  throw new UserError({
    what: "the artifact is not the pinned one",
    where,
    got,
    expected: pinned,
    fix: "if the new code is meant, put its hash into creationCodeHash",
  });
}

/** Of inputs that are all known. */
export function planCreation(inputs: ContractInputs, factory: string): Creation {
  const { artifact: where, constructorArguments, libraries, creatorCalls, salt } = inputs;
  const artifact = loadArtifact(inputs);
  const code = creationCode(artifact, constructorArguments as unknown[], libraries as Record<string, string>, where);
  const calls = creatorCalls.map((call) => encodeCall(call.function, call.arguments));
  const parts = { code, calls };
  const initCode = calls.length === 0 ? code : creatorCode(parts);
  const plan = planCreate2(factory, BigInt(salt), initCode);
  const address = calls.length === 0 ? plan.address : createdBy(plan.address);
  return { ...plan, address, parts, abi: artifact.abi };
}
