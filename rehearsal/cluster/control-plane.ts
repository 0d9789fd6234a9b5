import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Toolchain } from "../toolchain";
import {
  type Credentials,
  prepareCredentials,
  readServingCertificate,
  type ServingCertificate,
  type User,
} from "./credentials";
import { writeKubeconfig } from "./kubeconfig";
import { isHealthy, type Part, startPart } from "./part";
import { type ClusterPorts, chooseClusterPorts } from "./ports";

export type ClusterPrograms = Pick<
  Toolchain,
  "etcd" | "kubeApiserver" | "kubeControllerManager" | "kubeScheduler" | "kwok"
>;

/** The programs of a Kubernetes control plane, up and answering. */
export interface ControlPlane {
  readonly endpoint: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** File with the administrator's bearer token. */
  readonly tokenFile: string;
  readonly kubeconfigPath: string;
  /** etcd first. */
  readonly parts: readonly Part[];
}

/** As in a new EKS cluster whose VPC does not use 172.16.0.0/12. */
const serviceCidr = "172.20.0.0/16";

/**
 * Half of Go's default heap growth: a rehearsal's cluster is small and short-lived, so a little more collection costs
 * less than the memory that it saves.
 */
const environment = { GOGC: "50" };

/** What EKS enables on top of Kubernetes' own defaults. */
const admissionPlugins = ["NodeRestriction", "ExtendedResourceToleration"];

/**
 * The server of a webhook is a pod, and the rehearsal's pods only pretend to run: a chart's webhook with
 * `failurePolicy: Fail` would refuse every object. Admission policies in CEL stay on, since kube-apiserver runs them.
 */
const disabledAdmissionPlugins = ["MutatingAdmissionWebhook", "ValidatingAdmissionWebhook"];

/** Controllers that wait for programs on nodes, which kwok's nodes do not have, or that sign for kubelets. */
const disabledControllers = [
  "persistentvolume-attach-detach-controller",
  "certificatesigningrequest-signing-controller",
  "certificatesigningrequest-approving-controller",
  "bootstrap-signer-controller",
  "token-cleaner-controller",
];

interface Site {
  readonly directory: string;
  readonly programs: ClusterPrograms;
  readonly credentials: Credentials;
  readonly ports: ClusterPorts;
}

/** A program that fails leaves none of the others behind. */
export async function startControlPlane(directory: string, programs: ClusterPrograms): Promise<ControlPlane> {
  mkdirSync(join(directory, "logs"), { recursive: true, mode: 0o700 });
  const credentials = prepareCredentials(join(directory, "credentials"));
  const site: Site = { directory, programs, credentials, ports: await chooseClusterPorts(join(directory, "port")) };
  const endpoint = `https://127.0.0.1:${site.ports.api}`;
  const parts: Part[] = [];
  const start = (part: Part) => {
    parts.push(part);
    return part;
  };

  try {
    start(startEtcd(site));
    const api = start(startApiServer(site));
    const serving = await servingCertificate(api, credentials);
    const kubeconfig = (user: User) => {
      const file = join(directory, "credentials", `${user}.kubeconfig`);
      const certificateAuthority = Buffer.from(serving.authority).toString("base64");
      writeKubeconfig(file, { endpoint, certificateAuthority, tokenFile: credentials.tokenFile(user) });
      return file;
    };
    const healthy = (port: number, path: string) => isHealthy(`https://127.0.0.1:${port}${path}`, serving.authority);

    await api.waitUntil(() => healthy(site.ports.api, "/readyz"));
    // Earlier they would be refused, since the roles that Kubernetes comes with are not there yet, and wait for longer.
    const controllers = start(startControllerManager(site, kubeconfig("controller-manager"), serving));
    const scheduler = start(startScheduler(site, kubeconfig("scheduler"), serving));
    const kwok = start(startKwok(site, kubeconfig("kwok")));
    await Promise.all([
      controllers.waitUntil(() => healthy(site.ports.controllers, "/healthz")),
      scheduler.waitUntil(() => healthy(site.ports.scheduler, "/healthz")),
      kwok.waitUntil(() => isHealthy(`http://127.0.0.1:${site.ports.kwok}/healthz`)),
    ]);
    return {
      endpoint,
      certificateAuthority: serving.authority,
      tokenFile: credentials.tokenFile("administrator"),
      kubeconfigPath: kubeconfig("administrator"),
      parts,
    };
  } catch (error) {
    await stopParts(parts);
    throw error;
  }
}

/**
 * etcd last, so that nobody complains about it on the way. It has all the data: the others may be killed, and are, since
 * with clients still connected one of them took the whole 10 s that a SIGTERM is given.
 */
export async function stopParts(parts: readonly Part[]): Promise<void> {
  const [etcd, ...others] = parts;
  await Promise.all(others.map((part) => part.kill()));
  await etcd?.stop();
}

async function servingCertificate(api: Part, credentials: Credentials): Promise<ServingCertificate> {
  let certificate = readServingCertificate(credentials);
  await api.waitUntil(async () => {
    certificate ??= readServingCertificate(credentials);
    return certificate !== undefined;
  });
  return certificate as ServingCertificate;
}

function startProgram(
  site: Site,
  name: string,
  command: string,
  flags: Record<string, string | number | boolean>,
): Part {
  return startPart({
    name,
    command,
    arguments: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    environment,
    directory: site.directory,
    logFile: join(site.directory, "logs", `${name}.log`),
  });
}

/**
 * Unix sockets in a directory that only the operator may enter need neither ports nor certificates; they are named
 * relative to the working directory because a socket's path may not exceed about 100 bytes. The port is etcd's syntax.
 */
const etcdSocket = "unix://etcd.sock:0";
const etcdPeerSocket = "unix://etcd-peer.sock:0";

/**
 * Without fsync a killed process still loses nothing, because the kernel keeps its writes; only a crash of the machine
 * can, after which the rehearsal is begun anew. With it every object would wait for the disk several times.
 */
function startEtcd(site: Site): Part {
  return startProgram(site, "etcd", site.programs.etcd, {
    name: "rehearsal",
    "data-dir": join(site.directory, "etcd"),
    "listen-client-urls": etcdSocket,
    "advertise-client-urls": etcdSocket,
    "listen-peer-urls": etcdPeerSocket,
    "initial-advertise-peer-urls": etcdPeerSocket,
    "initial-cluster": `rehearsal=${etcdPeerSocket}`,
    "unsafe-no-fsync": true,
    "auto-compaction-mode": "revision",
    "auto-compaction-retention": 1000,
    "log-level": "warn",
  });
}

function startApiServer(site: Site): Part {
  const { credentials, ports } = site;
  return startProgram(site, "kube-apiserver", site.programs.kubeApiserver, {
    "etcd-servers": etcdSocket,
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    "secure-port": ports.api,
    // The service `kubernetes` may not have an endpoint on loopback.
    "endpoint-reconciler-type": "none",
    "cert-dir": credentials.certificateDirectory,
    "token-auth-file": credentials.tokenTable,
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": credentials.serviceAccountKey,
    "service-account-signing-key-file": credentials.serviceAccountKey,
    "service-cluster-ip-range": serviceCidr,
    "authorization-mode": "Node,RBAC",
    // As in EKS: whether a pod may be privileged is up to Pod Security.
    "allow-privileged": true,
    "enable-admission-plugins": admissionPlugins.join(),
    "disable-admission-plugins": disabledAdmissionPlugins.join(),
    profiling: false,
  });
}

function startControllerManager(site: Site, kubeconfig: string, serving: ServingCertificate): Part {
  return startProgram(site, "kube-controller-manager", site.programs.kubeControllerManager, {
    kubeconfig,
    controllers: ["*", ...disabledControllers.map((name) => `-${name}`)].join(),
    "use-service-account-credentials": true,
    "service-account-private-key-file": site.credentials.serviceAccountKey,
    "root-ca-file": serving.authorityFile,
    "leader-elect": false,
    "kube-api-qps": 200,
    "kube-api-burst": 400,
    ...servingFlags(site.ports.controllers, serving),
  });
}

function startScheduler(site: Site, kubeconfig: string, serving: ServingCertificate): Part {
  return startProgram(site, "kube-scheduler", site.programs.kubeScheduler, {
    kubeconfig,
    "leader-elect": false,
    ...servingFlags(site.ports.scheduler, serving),
  });
}

function servingFlags(port: number, { certificateFile, keyFile }: ServingCertificate) {
  return {
    "bind-address": "127.0.0.1",
    "secure-port": port,
    "tls-cert-file": certificateFile,
    "tls-private-key-file": keyFile,
    profiling: false,
  };
}

function startKwok(site: Site, kubeconfig: string): Part {
  return startProgram(site, "kwok", site.programs.kwok, {
    kubeconfig,
    // Named so that the operator's own ~/.kwok/kwok.yaml is not read.
    config: join(__dirname, "stages.yaml"),
    "manage-all-nodes": true,
    "node-lease-duration-seconds": 40,
    "server-address": `127.0.0.1:${site.ports.kwok}`,
  });
}
