/** Files and addresses of one rollup's nodes. */
export interface RollupPlaces {
  /** Folder of op-geth's database. */
  readonly data: string;
  /** op-geth's configuration, for what it has no flag for. */
  readonly settings: string;
  /** What op-node proves itself with to op-geth. */
  readonly jwtSecret: string;
  readonly rollupConfig: string;
  readonly rpcUrl: string;
  readonly engineUrl: string;
  readonly nodeRpcUrl: string;
  readonly batcherUrl: string;
}

interface L1 {
  readonly l1RpcUrl: string;
  readonly l1BlockTimeSeconds: number;
}

/** Without an address op-geth waits for no peers; by flag only the port can be chosen, on every interface. */
export const EXECUTION_SETTINGS = '[Node.P2P]\nListenAddr = ""\n';

export function executionArguments({ data, settings, jwtSecret, rpcUrl, engineUrl }: RollupPlaces): string[] {
  return [
    ...["--config", settings, "--datadir", data, "--gcmode", "archive", "--syncmode", "full"],
    // `miner` is for the batcher, which slows the sequencer down when L1 cannot take its data.
    ...["--http", ...listensAt(rpcUrl, "http."), "--http.api", "eth,net,web3,debug,txpool,miner"],
    ...[...listensAt(engineUrl, "authrpc."), "--authrpc.jwtsecret", jwtSecret],
    // Nobody to talk to: the sequencer is the only node.
    ...["--nodiscover", "--maxpeers", "0", "--ipcdisable", "--rollup.disabletxpoolgossip"],
  ];
}

export function sequencerArguments(places: RollupPlaces, { l1RpcUrl, l1BlockTimeSeconds }: L1): string[] {
  return [
    ...["--l1", l1RpcUrl, "--l1.rpckind", "standard", "--l1.http-poll-interval", `${l1BlockTimeSeconds}s`],
    // Base has no beacon chain, and batches are calldata.
    "--l1.beacon.ignore",
    ...["--l1.epoch-poll-interval", "4s"],
    ...["--l2", places.engineUrl, "--l2.jwt-secret", places.jwtSecret],
    ...["--rollup.config", places.rollupConfig],
    ...["--sequencer.enabled", "--sequencer.l1-confs", "1", "--p2p.disable"],
    ...listensAt(places.nodeRpcUrl, "rpc."),
  ];
}

export function batcherArguments(places: RollupPlaces, { l1RpcUrl, l1BlockTimeSeconds }: L1): string[] {
  return [
    ...["--l1-eth-rpc", l1RpcUrl, "--l2-eth-rpc", places.rpcUrl, "--rollup-rpc", places.nodeRpcUrl],
    ...["--data-availability-type", "calldata", "--max-channel-duration", "1", "--poll-interval", "1s"],
    ...["--num-confirmations", "1", "--txmgr.receipt-query-interval", `${l1BlockTimeSeconds}s`],
    // In gwei; the defaults of 1 are a thousand times what Base takes.
    ...["--txmgr.min-basefee", "0.001", "--txmgr.min-tip-cap", "0.001"],
    ...listensAt(places.batcherUrl, "rpc."),
  ];
}

function listensAt(url: string, prefix: string): string[] {
  const { hostname, port } = new URL(url);
  return [`--${prefix}addr`, hostname, `--${prefix}port`, port];
}
