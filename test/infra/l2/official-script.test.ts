import { openL2Artifacts } from "../../../infra/l2/artifacts";
import { createGenesis } from "../../../infra/l2/genesis";
import type { GenesisAccount, GenesisState } from "../../../infra/l2/genesis-state";
import { PREDEPLOYS } from "../../../infra/l2/predeploys";
import { addressOf, jeju } from "./chain-parameters";
import { runOfficialScript } from "./official-script";

describe("the genesis state", () => {
  const withToken = { ...jeju, governanceTokenOwner: addressOf(11) };

  it("is, account by account, what L2Genesis.s.sol makes of the same parameters", async () => {
    const ours = comparable(createGenesis(withToken, openL2Artifacts()).state);
    const official = comparable(await runOfficialScript(withToken));
    expect([...ours.keys()].sort()).toEqual([...official.keys()].sort());
    expect([...ours].filter(([address, account]) => account !== official.get(address))).toEqual([]);
    expect(ours.size).toBe(2_334);
  }, 180_000);

  it("lacks nothing but OP's token when nobody owns that", () => {
    const [complete, ours] = [withToken, jeju].map((parameters) => createGenesis(parameters, openL2Artifacts()).state);
    expect([...(complete?.keys() ?? [])].filter((address) => !ours?.has(address))).toEqual([
      PREDEPLOYS.GovernanceToken,
    ]);
  });
});

function comparable(state: GenesisState | Map<string, GenesisAccount>): Map<string, string> {
  return new Map(
    [...state].map(([address, { balanceWei = 0n, nonce = 0, code = "0x", storage = {} }]) => [
      address,
      JSON.stringify([`${balanceWei}`, nonce, code, Object.entries(storage).sort()]),
    ]),
  );
}
