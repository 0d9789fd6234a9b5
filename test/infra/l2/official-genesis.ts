import { openL2Artifacts } from "../../../infra/l2/artifacts";
import { createGenesis } from "../../../infra/l2/genesis";
import type { GenesisAccount, GenesisState } from "../../../infra/l2/genesis-state";
import { addressOf, jeju } from "./chain-parameters";
import { runOfficialScript } from "./official-script";

const withToken = { ...jeju, governanceTokenOwner: addressOf(11) };

/**
 * That the genesis state is, account by account, what L2Genesis.s.sol makes of the same parameters.
 *
 * @throws Error when it is not
 */
export async function proveOfficialGenesis(_count: number, report: (line: string) => void = () => {}) {
  const ours = comparable(createGenesis(withToken, openL2Artifacts()).state);
  const official = comparable(await runOfficialScript(withToken));
  const different = [...new Set([...ours.keys(), ...official.keys()])].filter(
    (address) => ours.get(address) !== official.get(address),
  );
  for (const address of different) report(`${address}: ${ours.get(address)} instead of ${official.get(address)}`);
  if (different.length > 0) throw new Error(`${different.length} accounts differ from the official script's`);
  return { accounts: official.size };
}

function comparable(state: GenesisState | Map<string, GenesisAccount>): Map<string, string> {
  return new Map(
    [...state].map(([address, { balanceWei = 0n, nonce = 0, code = "0x", storage = {} }]) => [
      address,
      JSON.stringify([`${balanceWei}`, nonce, code, Object.entries(storage).sort()]),
    ]),
  );
}
