/** Creates three Safes and their timelock, as an `up` does; run as a process of its own, to be killed. */
import { ZeroAddress } from "ethers";
import type { Call, Properties } from "../../../safes/plugin/provider";
import { safesProvider } from "../../../safes/provider";
import { governanceOwners } from "./governance";

async function deploy(rpcUrl: string, directory: string): Promise<void> {
  const session = await safesProvider().configure({
    chainId: "84532",
    rpcUrls: JSON.stringify([rpcUrl, rpcUrl.replace("127.0.0.1", "localhost")]),
    environment: "testnet",
    signer: JSON.stringify({ kind: "local", keyVariable: "JEJU_TEST_KEY" }),
    proposalsDirectory: `${directory}/proposals`,
    journalDirectory: `${directory}/journal`,
  });
  const call: Call = { preview: false, signal: new AbortController().signal, secrets: new Set() };
  const create = async (type: string, name: string, inputs: Properties) => {
    const token = `safes:index:${type}`;
    return session.create({ urn: `urn:pulumi:dev::tests::${token}::${name}`, type: token, name }, inputs, call);
  };
  const [operations, upgrades, treasury] = await Promise.all(
    governanceOwners.map(({ name, owners, threshold, saltNonce }) =>
      create("Safe", name, { owners, threshold, saltNonce }),
    ),
  );
  const timelock = await create("Timelock", "timelock", {
    minDelaySeconds: 172_800,
    proposers: [upgrades?.id],
    executors: [ZeroAddress],
    cancellers: [operations?.id],
    salt: "1",
  });
  const created = [operations, upgrades, treasury, timelock];
  const transactions = created.flatMap((state) => state?.outputs.transactions);
  console.log(JSON.stringify({ addresses: created.map((state) => state?.id), transactions }));
}

const [rpcUrl, directory] = process.argv.slice(2) as [string, string];
deploy(rpcUrl, directory).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
