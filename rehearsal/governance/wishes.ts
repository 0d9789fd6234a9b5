import type { RehearsedCeremony } from "../ceremony";
import { ceremonyCode } from "../ceremony/code";
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
  want(wisher: Wisher): string | Promise<string>;
}

interface Wisher {
  readonly stack: string;
  readonly config: StackConfig;
  readonly paths: RehearsalPaths;
  readonly ceremony?: RehearsedCeremony | undefined;
}

export const wishes: readonly Wish[] = [
  {
    title: "another owner wanted",
    // The owner of a ceremony gets another key by its rotation, and the transcript says so.
    want: async ({ stack, config, paths, ceremony }) => {
      const address = ceremony
        ? await ceremonyCode.rotation().rotateLastSeat(paths, ceremony, "operations")
        : rehearsedOwner(stack, "operations", newcomersSeat).address;
      config.replaceLastOwner("operations", address).save();
      return `${address} in the Operations Safe`;
    },
  },
  {
    title: "another build wanted",
    isUpgrade: true,
    want: ({ config, paths }) => {
      const artifacts = writeUpgradeBuild(paths);
      config.setArtifacts(artifacts).save();
      return Object.keys(artifacts.codeHashes).join(", ");
    },
  },
];
