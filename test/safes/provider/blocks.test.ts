import { measureChain } from "../../../rehearsal/bench/chain";
import { findAnvil } from "../../../safes/simulation/anvil";
import { LONG_BLOCK_SECONDS } from "../anvil";

it("takes at most 3 blocks for three Safes and the timelock, and no gas beyond the factories' own (npm run bench -- chain)", async () => {
  const { transactions, blocks, creationGas, bareGas, roleGas } = await measureChain(
    findAnvil().file,
    LONG_BLOCK_SECONDS,
  );
  expect(transactions).toBe(6);
  expect(blocks).toBeLessThanOrEqual(3);
  expect(creationGas / bareGas).toBeLessThan(1.02);
  // One grant and one renunciation.
  expect(roleGas).toBeLessThan(80_000);
});
