import { freePorts, keptPort } from "../ports";

export interface ClusterPorts {
  readonly api: number;
  readonly controllers: number;
  readonly scheduler: number;
  readonly kwok: number;
}

/** The API server's port is kept in `file`, because its endpoint is in the stack's state; nobody refers to the others. */
export async function chooseClusterPorts(file: string): Promise<ClusterPorts> {
  const api = await keptPort(file);
  const [controllers = 0, scheduler = 0, kwok = 0] = (await freePorts(4)).filter((port) => port !== api);
  return { api, controllers, scheduler, kwok };
}
