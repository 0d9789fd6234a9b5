import { UserError } from "../../safes/user-error";
import { prepareToolchain, type Toolchain } from "../toolchain";
import { benchChain } from "./chain";
import { benchPreview } from "./preview";

/** What `npm run bench -- <name>` measures; without a name everything, the quick ones first. */
const benches: Readonly<Record<string, (toolchain: Toolchain) => Promise<boolean>>> = {
  chain: ({ anvil }) => benchChain(anvil),
  preview: benchPreview,
};

/** @returns whether all figures are within their limits */
async function bench(names: readonly string[]): Promise<boolean> {
  const unknown = names.find((name) => !(name in benches));
  if (unknown !== undefined) {
    const expected = `${Object.keys(benches).join(", ")}, or nothing for all of them`;
    throw new UserError({ what: "there is no such bench", got: unknown, expected });
  }
  const toolchain = await prepareToolchain({ onProgress: (progress) => console.error(progress) });
  let isWithin = true;
  for (const [name, run] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    isWithin = (await run(toolchain)) && isWithin;
  }
  return isWithin;
}

bench(process.argv.slice(2)).then(
  (isWithin) => {
    process.exitCode = isWithin ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  },
);
