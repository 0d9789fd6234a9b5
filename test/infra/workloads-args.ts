import type { ChainFiles } from "../../infra/chain-files";
import { NODE_PORTS } from "../../infra/endpoints";
import type { WorkloadsArgs } from "../../infra/workloads";

const image = (name: string) => ({ repository: `registry/${name}`, tag: "v1", digest: `sha256:${"a".repeat(64)}` });

/** In the place of the real files, which are long. */
export const chainFiles: ChainFiles = {
  rollup: '{ "l2_chain_id": 420690 }\n',
  genesis: '{ "config": { "chainId": 420690 } }\n',
};

export const workloadsArgs: WorkloadsArgs = {
  namespace: "chain",
  chain: chainFiles,
  l1RpcUrl: "https://l1.example/v2/api-key",
  rpcReplicas: 3,
  images: { execution: image("op-reth"), consensus: image("op-node") },
  storageClassName: "gp3-encrypted",
  storageSizeGb: 100,
  nodePorts: NODE_PORTS,
  clientCidrs: ["10.30.0.0/20"],
};
