import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { mountedChain, rpcValues } from "../../../infra/workloads";
import { prepareToolchain } from "../../../rehearsal/toolchain";
import { chainFiles, workloadsArgs } from "../workloads-args";

const chart = join(__dirname, "..", "..", "..", "infra", "charts", "op-rpc");
const ciValues = readdirSync(join(chart, "ci")).map((file) => join(chart, "ci", file));

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly command: readonly string[];
  readonly env?: readonly Record<string, unknown>[];
  readonly resources: Record<"requests" | "limits", Record<string, string>>;
  readonly securityContext: Record<string, unknown>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly [field: string]: unknown;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Record<string, unknown>[];
  readonly [field: string]: unknown;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly template: { readonly spec: PodSpec };
    readonly ingress: readonly NetworkRule[];
    readonly egress: readonly NetworkRule[];
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

interface NetworkRule {
  readonly from?: readonly unknown[];
  readonly to?: readonly unknown[];
  readonly ports: readonly unknown[];
}

let helm: string;
let directory: string;

// A machine without Helm builds the toolchain first, once.
beforeAll(async () => {
  ({ helm } = await prepareToolchain());
  directory = mkdtempSync(join(tmpdir(), "op-rpc-"));
}, 20 * 60_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Values as the program passes them, with changes merged in by Helm itself. */
function render(changes: Record<string, unknown> = {}): Manifest[] {
  const files = [rpcValues(workloadsArgs, mountedChain(chainFiles)), changes].map((values, index) => {
    const file = join(directory, `values-${index}.yaml`);
    writeFileSync(file, stringify(values));
    return file;
  });
  return template(files);
}

function template(valueFiles: readonly string[]): Manifest[] {
  const values = valueFiles.flatMap((file) => ["--values", file]);
  const args = ["template", "op-rpc", chart, "--namespace", "chain", "--kube-version", "1.34.4", ...values];
  const yaml = execFileSync(helm, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest)
    .filter((manifest) => manifest !== null);
}

function find(manifests: readonly Manifest[], kind: string, name = "op-rpc"): Manifest {
  const manifest = manifests.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (manifest === undefined) throw new Error(`no ${kind} ${name} was rendered`);
  return manifest;
}

function podOf(manifests: readonly Manifest[]): PodSpec {
  return find(manifests, "StatefulSet").spec.template.spec;
}

function container(pod: PodSpec, name: string): Container {
  const found = [...pod.initContainers, ...pod.containers].find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`the pod has no container ${name}`);
  return found;
}

describe("the chart op-rpc", () => {
  it.each(ciValues)("passes helm lint with %s", (values) => {
    const output = execFileSync(helm, ["lint", "--strict", chart, "--values", values], { encoding: "utf8" });
    expect(output).toContain("1 chart(s) linted, 0 chart(s) failed");
  });

  it.each(ciValues)("puts all of %s into the namespace of the release", (values) => {
    const namespaces = template([values]).map(({ metadata }) => metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(["chain"]));
  });

  it.each([
    ["a misspelt value", { storage: { clasName: "gp3" } }, /additional properties 'clasName' not allowed/],
    ["an image by tag only", { execution: { image: { digest: "" } } }, /does not match pattern '\^sha256/],
    ["the tag latest", { consensus: { image: { tag: "latest" } } }, /consensus\/image\/tag/],
    ["the admin API in public", { execution: { rpc: { apis: ["eth", "admin"] } } }, /execution\/rpc\/apis\/1/],
    ["clients from anywhere", { networkPolicy: { clientCidrs: ["0.0.0.0/0"] } }, /networkPolicy\/clientCidrs\/0/],
    ["some node ports without the others", { service: { nodePorts: { rpc: 30545, ws: null } } }, /nodePorts/],
    ["an unlimited log filter", { execution: { rpc: { maxBlocksPerFilter: 0 } } }, /maxBlocksPerFilter/],
  ])("refuses %s", (_, changes, message) => {
    expect(() => render(changes)).toThrow(message);
  });

  it("refuses to render without the values that it cannot know", () => {
    for (const value of ["storage/className", "l1/rpcSecret/name", "chain/genesisSha256", "chain/configMap"]) {
      expect(() => template([])).toThrow(`at '/${value}'`);
    }
  });
});

describe("a node's pod", () => {
  it("meets Pod Security restricted in every container and cannot write its root filesystem", () => {
    const pod = podOf(render());
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    for (const { securityContext } of [...pod.initContainers, ...pod.containers]) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  it("holds no API token and is told of no other services", () => {
    expect(podOf(render())).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it("runs images by digest", () => {
    const pod = podOf(render());
    const digests = [...pod.initContainers, ...pod.containers].map(({ image }) => image.split("@")[1]);
    expect(digests).toEqual(Array(3).fill(workloadsArgs.images.execution.digest));
  });

  it("limits what every container takes", () => {
    const pod = podOf(render());
    for (const { resources } of [...pod.initContainers, ...pod.containers]) {
      expect(Object.keys(resources.requests).sort()).toEqual(["cpu", "ephemeral-storage", "memory"]);
      expect(Object.keys(resources.limits).sort()).toEqual(["cpu", "ephemeral-storage", "memory"]);
    }
  });

  it("makes the secret between its clients itself, in memory, and lets them only read it", () => {
    const pod = podOf(render());
    expect(pod.volumes).toContainEqual({ name: "runtime", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } });
    expect(container(pod, "prepare").command.at(-1)).toContain("/dev/urandom");
    for (const name of ["op-reth", "op-node"]) {
      expect(container(pod, name).volumeMounts).toContainEqual({
        name: "runtime",
        mountPath: "/runtime",
        readOnly: true,
      });
      expect(container(pod, name).args?.join(" ")).toContain("=/runtime/jwt.hex");
    }
  });

  it("carries no secret in its manifest", () => {
    const manifests = render();
    expect(manifests.map(({ kind }) => kind)).not.toContain("Secret");
    expect(container(podOf(manifests), "op-node").env).toEqual([
      { name: "OP_NODE_L1_ETH_RPC", valueFrom: { secretKeyRef: { name: "l1-rpc", key: "url" } } },
    ]);
  });

  it("starts on the genesis of the program's digest only", () => {
    const prepare = container(podOf(render()), "prepare");
    const [digest] = prepare.env ?? [];
    expect(digest).toEqual({
      name: "GENESIS_SHA256",
      value: mountedChain(chainFiles).genesisSha256,
    });
    expect(prepare.command.at(-1)).toContain("sha256sum -c");
  });

  it("never sequences", () => {
    expect(container(podOf(render()), "op-node").args).toContain("--sequencer.enabled=false");
  });

  it("follows Base: no beacon chain, polls at its block time", () => {
    expect(container(podOf(render()), "op-node").args).toEqual(
      expect.arrayContaining([
        "--l1.beacon.ignore=true",
        "--l1.http-poll-interval=2s",
        "--l1.epoch-poll-interval=30s",
        "--l1.trustrpc=false",
      ]),
    );
  });

  it("serves the engine API to its own pod only", () => {
    const { args, ports } = container(podOf(render()), "op-reth");
    expect(args).toContain("--authrpc.addr=127.0.0.1");
    expect(JSON.stringify(ports)).not.toContain("8551");
  });

  it("gives no public API that costs or endangers", () => {
    const { args } = container(podOf(render()), "op-reth");
    expect(args).toEqual(expect.arrayContaining(["--http.api=eth,net,web3", "--ws.api=eth,net,web3"]));
  });

  it("writes large numbers as digits", () => {
    const args = container(podOf(render()), "op-reth").args?.join(" ");
    expect(args).toContain("--rpc.gascap=50000000 ");
    expect(args).not.toMatch(/\de\+\d/);
  });

  it("keeps all history unless it is told to prune", () => {
    expect(container(podOf(render()), "op-reth").args).not.toContain("--full");
    expect(container(podOf(render({ execution: { history: "full" } })), "op-reth").args).toContain("--full");
  });

  it("has 5 minutes to write its database", () => {
    expect(podOf(render()).terminationGracePeriodSeconds).toBe(300);
  });

  it("is started, ready and alive by probes of both clients", () => {
    const pod = podOf(render());
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      expect(container(pod, "op-reth")[probe]).toMatchObject({ tcpSocket: { port: "rpc" } });
      expect(container(pod, "op-node")[probe]).toMatchObject({ httpGet: { path: "/healthz", port: "rollup-rpc" } });
    }
  });

  it("probes only ports that its container opens", () => {
    for (const { ports, readinessProbe } of podOf(render()).containers) {
      const names = (ports as { name: string }[]).map(({ name }) => name);
      const { tcpSocket, httpGet } = readinessProbe as Record<string, { port: string } | undefined>;
      expect(names).toContain((tcpSocket ?? httpGet)?.port);
    }
  });
});

describe("the nodes together", () => {
  it("are spread over the zones, and wait rather than crowd into one", () => {
    const selector = { "app.kubernetes.io/name": "op-rpc", "app.kubernetes.io/instance": "op-rpc" };
    expect(podOf(render()).topologySpreadConstraints).toContainEqual({
      topologyKey: "topology.kubernetes.io/zone",
      maxSkew: 1,
      whenUnsatisfiable: "DoNotSchedule",
      nodeTaintsPolicy: "Honor",
      labelSelector: { matchLabels: selector },
    });
  });

  it("lose at most one to maintenance", () => {
    const manifests = render();
    const { selector } = find(manifests, "StatefulSet").spec;
    expect(find(manifests, "PodDisruptionBudget").spec).toMatchObject({ maxUnavailable: 1, selector });
  });

  it("keep their volumes when they go", () => {
    expect(find(render(), "StatefulSet").spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      volumeClaimTemplates: [
        { spec: { storageClassName: "gp3-encrypted", resources: { requests: { storage: "100Gi" } } } },
      ],
    });
  });

  it("answer RPC requests from the load balancer's subnets only", () => {
    const { ingress } = find(render(), "NetworkPolicy").spec;
    const rpc = ingress.filter(({ ports }) => JSON.stringify(ports).includes("8545"));
    expect(rpc).toEqual([
      {
        from: [{ ipBlock: { cidr: "10.30.0.0/20" } }],
        ports: [8545, 8546, 9545].map((port) => ({ port, protocol: "TCP" })),
      },
    ]);
  });

  it("answer no RPC request when no subnet is named", () => {
    const { spec } = find(template([join(chart, "ci", "minimal-values.yaml")]), "NetworkPolicy");
    expect(JSON.stringify(spec.ingress)).not.toContain("8545");
  });

  it("leave the cluster only for an L1 endpoint, never for the machine's metadata", () => {
    const { egress } = find(render(), "NetworkPolicy").spec;
    const outside = egress.filter(({ to }) => JSON.stringify(to).includes("ipBlock"));
    expect(outside).toEqual([
      {
        to: [
          {
            ipBlock: {
              cidr: "0.0.0.0/0",
              except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
            },
          },
        ],
        ports: [{ port: 443, protocol: "TCP" }],
      },
    ]);
  });

  it("show their metrics to the monitoring namespace only", () => {
    const { ingress } = find(render(), "NetworkPolicy").spec;
    expect(ingress).toContainEqual({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [
        { port: 7300, protocol: "TCP" },
        { port: 9001, protocol: "TCP" },
      ],
    });
  });

  it("are found by the load balancer at fixed ports of machines that carry one", () => {
    expect(find(render(), "Service").spec).toMatchObject({
      type: "NodePort",
      externalTrafficPolicy: "Local",
      ports: [
        { name: "rpc", port: 8545, nodePort: 30545 },
        { name: "ws", port: 8546, nodePort: 30546 },
        { name: "health", port: 9545, nodePort: 30945 },
      ],
    });
  });

  it("stay inside the cluster when no node ports are given", () => {
    const { spec } = find(template([join(chart, "ci", "minimal-values.yaml")]), "Service");
    expect(spec.type).toBe("ClusterIP");
    expect(JSON.stringify(spec)).not.toContain("nodePort");
  });

  it("find each other before they are ready", () => {
    expect(find(render(), "Service", "op-rpc-peers").spec).toMatchObject({
      clusterIP: "None",
      publishNotReadyAddresses: true,
    });
  });
});
