import { kubernetesProvider } from "../../../../rehearsal/clouds/kubernetes";
import { UNKNOWN } from "../../../../safes/plugin/provider";

const provider = kubernetesProvider({ helm: "helm" });

function kubeconfig(server: string, token = "one"): string {
  return JSON.stringify({
    clusters: [{ name: "c", cluster: { server } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    users: [{ name: "u", user: { token } }],
    "current-context": "x",
  });
}

describe("configuration of the kubernetes provider", () => {
  it("has the version of the SDK that the program uses", () => {
    expect(provider.version).toMatch(/^4\.\d+\.\d+$/);
  });

  it("accepts a kubeconfig that is not known yet", async () => {
    await expect(provider.checkConfig({ kubeconfig: UNKNOWN, clusterIdentifier: "arn" })).resolves.toEqual([]);
  });

  it("refuses what it would not honour", async () => {
    const failures = await provider.checkConfig({
      kubeconfig: "no such file",
      renderYamlToDirectory: "out",
      enableServerSideApply: "false",
      kubeConfig: "x",
    });
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "enableServerSideApply",
      "kubeConfig",
      "kubeconfig",
      "renderYamlToDirectory",
    ]);
  });

  it("replaces every object when the cluster behind the kubeconfig changes, but not for another token", async () => {
    const old = { kubeconfig: kubeconfig("https://one") };
    await expect(provider.diffConfig(old, { kubeconfig: kubeconfig("https://two") })).resolves.toEqual(["kubeconfig"]);
    await expect(provider.diffConfig(old, { kubeconfig: kubeconfig("https://one", "two") })).resolves.toEqual([]);
    await expect(provider.diffConfig(old, { kubeconfig: UNKNOWN })).resolves.toEqual(["kubeconfig"]);
  });

  it("replaces only for another cluster identifier where one is set", async () => {
    const old = { kubeconfig: kubeconfig("https://one"), clusterIdentifier: "a" };
    await expect(provider.diffConfig(old, { ...old, kubeconfig: kubeconfig("https://two") })).resolves.toEqual([]);
    await expect(provider.diffConfig(old, { ...old, kubeconfig: UNKNOWN })).resolves.toEqual([]);
    await expect(provider.diffConfig(old, { ...old, clusterIdentifier: "b" })).resolves.toEqual(["clusterIdentifier"]);
  });

  it("says that the cluster is unreachable when it has no kubeconfig", async () => {
    const session = await provider.configure({});
    const create = (preview: boolean) =>
      session.create(
        { urn: "urn", type: "kubernetes:core/v1:ConfigMap", name: "a" },
        { metadata: { name: "a" } },
        { preview, signal: new AbortController().signal, secrets: new Set() },
      );
    await expect(create(true)).resolves.toMatchObject({ outputs: { metadata: { name: "a" } } });
    await expect(create(false)).rejects.toThrow(/cluster is unreachable[\s\S]*kubeconfig/);
  });
});
