import { readFileSync } from "node:fs";
import { type RehearsedCluster, removeDirectory, startRehearsedCluster, startTimeoutMs } from "./rehearsed-cluster";

const marker = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "marker" }, data: { kept: "yes" } };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("starting the rehearsed cluster again", () => {
  let first: RehearsedCluster;
  let second: RehearsedCluster | undefined;

  beforeAll(async () => {
    first = await startRehearsedCluster();
    await first.api.create("/api/v1/namespaces/default/configmaps", marker);
    await first.stop();
  }, startTimeoutMs);

  afterAll(async () => {
    await second?.stop();
    removeDirectory(first.directory);
  });

  it("leaves no process behind when it stops", () => {
    expect(first.cluster.pids).toHaveLength(5);
    expect(first.cluster.pids.filter(isAlive)).toEqual([]);
  });

  it("keeps data, endpoint, authority and token", async () => {
    const token = readFileSync(first.cluster.tokenFile, "utf8");
    second = await startRehearsedCluster(first.directory);

    await expect(second.api.get("/api/v1/namespaces/default/configmaps/marker")).resolves.toMatchObject(marker);
    expect(second.cluster.endpoint).toBe(first.cluster.endpoint);
    expect(second.cluster.certificateAuthority).toBe(first.cluster.certificateAuthority);
    expect(readFileSync(second.cluster.tokenFile, "utf8")).toBe(token);
  });

  it("tells which part died, with the end of its log", async () => {
    const [etcd = 0] = second?.cluster.pids ?? [];
    process.kill(etcd, "SIGKILL");

    await expect(second?.cluster.died).resolves.toMatch(/^etcd ended by SIGKILL\n.+/s);
  });
});
