import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { V1Secret } from "@kubernetes/client-node";
import { Contract, computeAddress, getAddress, JsonRpcProvider } from "ethers";
import { stackOutputs } from "../../keys-ceremony/compare";
import { configurationOf } from "../../keys-ceremony/configuration";
import { transcriptFile } from "../../keys-ceremony/transcript/file";
import { verifyTranscript } from "../../keys-ceremony/transcript/verify";
import { openCeremony } from "../../rehearsal/ceremony";
import { provePublished } from "../../rehearsal/ceremony/comparison";
import { keptState } from "../../rehearsal/ceremony/kept-state";
import { KubernetesApi } from "../../rehearsal/cluster/api";
import { loadKubeconfig } from "../../rehearsal/cluster/kubeconfig";
import { projectDirectory } from "../../rehearsal/paths";
import {
  sharedEndpoints,
  sharedPaths,
  sharedPractice,
  sharedStack,
  sharedSummary,
  sharedWorkspace,
} from "./shared-rehearsal";

const rpcUrl = () => sharedEndpoints().l1RpcUrl;

describe("the practised ceremony that the rehearsal of mainnet is configured by", () => {
  it("ran unattended in less than three minutes, with 4 roles and 23 seats", () => {
    const milliseconds = Number(process.env.JEJU_SHARED_PRACTICE_MS);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(180_000);
    const { state } = verifyTranscript(readFileSync(transcriptFile(sharedPractice()), "utf8"));
    expect(state.proven.size).toBe(4 + 23);
  });

  it("gave the Safes their owners and thresholds, of whom one has been replaced by a rotation since", async () => {
    const { safes } = stackOutputs.parse(await (await sharedWorkspace()).outputs());
    const { addressBook } = configurationOf(keptState(sharedPaths()));
    const { owners: before } = openCeremony(sharedPractice(), sharedStack);
    const provider = new JsonRpcProvider(rpcUrl());
    try {
      for (const [name, address] of Object.entries(safes)) {
        const abi = ["function getOwners() view returns (address[])", "function getThreshold() view returns (uint256)"];
        const safe = new Contract(address, abi, provider);
        const seats = addressBook.safes[name];
        const owners: string[] = [...(await safe.getFunction("getOwners")())];
        expect(owners.sort()).toEqual(seats?.owners.map(({ account }) => account).sort());
        expect(Number(await safe.getFunction("getThreshold")())).toBe(seats?.threshold);
        const left = before[name as keyof typeof before].filter((owner) => !owners.includes(owner));
        expect(left).toHaveLength(name === "operations" ? 1 : 0);
      }
    } finally {
      provider.destroy();
    }
  });

  it("gave batcher, proposer and sequencer the accounts that the chain knows and the nodes are told", async () => {
    const { signers } = openCeremony(sharedPractice(), sharedStack);
    expect(Object.keys(signers)).toEqual(["batcher", "proposer", "sequencer"]);
    const outputs = await (await sharedWorkspace()).outputs();
    const { addresses } = outputs.chain as { addresses: { l1: { accounts: Record<string, string> } } };
    expect(addresses.l1.accounts).toMatchObject(signers);
    const { SystemConfig, L2OutputOracle } = stackOutputs.parse(outputs).l1Contracts;
    const read = async (address: string, call: string) => {
      const body = { jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to: address, data: call }, "latest"] };
      const headers = { "content-type": "application/json" };
      const answer = await fetch(rpcUrl(), { method: "POST", headers, body: JSON.stringify(body) });
      const { result } = (await answer.json()) as { result: string };
      return getAddress(`0x${result.slice(-40)}`);
    };
    // Selectors of batcherHash(), unsafeBlockSigner() and PROPOSER().
    expect(await read(SystemConfig, "0xe81b2c6d")).toBe(signers.batcher);
    expect(await read(SystemConfig, "0x1fd19ee1")).toBe(signers.sequencer);
    expect(await read(L2OutputOracle, "0xbffa7f0f")).toBe(signers.proposer);
  });

  it("is what `ceremony compare` finds on chain by the published head, and an older transcript is not", async () => {
    const outputs = join(sharedPaths().root, "stack-outputs.json");
    writeFileSync(outputs, JSON.stringify(await (await sharedWorkspace()).outputs()));
    const compare = (folder: string) => {
      const transcript = transcriptFile(folder);
      const { head } = verifyTranscript(readFileSync(transcript, "utf8")).state;
      const options = { transcript, outputs, "rpc-url": rpcUrl(), head };
      const named = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
      const command = ["run", "--silent", "ceremony", "--", "compare", sharedStack, ...named, "--practice"];
      return spawnSync("npm", command, { cwd: projectDirectory, encoding: "utf8" });
    };
    const published = compare(sharedPaths().ceremony);
    expect(published.stdout).toBe("11 of 11 are as published\n");
    expect(published.status).toBe(0);

    const older = compare(sharedPractice());
    expect(older.stdout).toMatch(/^DIFFERS operations Safe owners\n[\s\S]*\n10 of 11 are as published\n$/);
    expect(older.status).toBe(2);
  });

  it("fails the rehearsal where the chain is not what the transcript says, and every difference is named", async () => {
    const before = { ...sharedPaths(), ceremony: sharedPractice() };
    await expect(provePublished(before, await sharedWorkspace(), rpcUrl())).rejects.toThrow(
      /is not what the transcript says[\s\S]*got: +operations Safe owners: 0x[\s\S]*expected: +operations Safe owners: 0x/,
    );
  });

  it("left the sequencer's key where its workload runs, unsealed by the cluster's controller", async () => {
    expect(Object.keys(sharedSummary().timingsMs)).toContain("keys: unsealed by the cluster's controller");
    const api = new KubernetesApi(loadKubeconfig(sharedEndpoints().kubeconfig));
    try {
      const { data } = await api.get<V1Secret>("/api/v1/namespaces/chain/secrets/sequencer-key");
      const key = Buffer.from(data?.["private-key"] ?? "", "base64").toString();
      expect(computeAddress(`0x${key}`)).toBe(openCeremony(sharedPractice(), sharedStack).signers.sequencer);
    } finally {
      api.close();
    }
  });
});
