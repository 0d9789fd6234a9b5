import type { RehearsalPaths } from "../paths";
import { rehearsedOwner } from "../rehearsed-owners";
import type { StackConfig } from "../stack-config";
import { writeUpgradeBuild } from "./upgrade";

/** Behind every seat that a stack file may have filled. */
const newcomersSeat = 19;

/** A change to the stack file that only owners can bring about; asked for twice it is the same. */
interface Wish {
  readonly title: string;
  readonly isUpgrade?: boolean;
  /** Answers with what is wanted. */
  want(stack: string, config: StackConfig, paths: RehearsalPaths): string;
}

export const wishes: readonly Wish[] = [
  {
    title: "another owner wanted",
    want: (stack, config) => {
      const { address } = rehearsedOwner(stack, "operations", newcomersSeat);
      config.replaceLastOwner("operations", address).save();
      return `${address} in the Operations Safe`;
    },
  },
  {
    title: "another build wanted",
    isUpgrade: true,
    want: (_, config, paths) => {
      const artifacts = writeUpgradeBuild(paths);
      config.setArtifacts(artifacts).save();
      return Object.keys(artifacts.codeHashes).join(", ");
    },
  },
];
