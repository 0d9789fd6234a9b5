import { type AddressInfo, createServer } from "node:net";
import { keptPort } from "../ports";

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

/** Held all at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
