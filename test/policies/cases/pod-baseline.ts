import type { PolicyCases } from "../case";
import { unknown } from "../engine-stub";
import { container, containerCases, image, kinds, pod, podCases, security, together } from "./pods";

const ofBoth = (policy: string, setting: string, values: Record<string, unknown>, good: Record<string, unknown>) => {
  const [field = "", part = ""] = setting.split(".");
  const context = (value: unknown) => ({ [field]: { [part]: value } });
  const each = <T>(entries: Record<string, unknown>, make: (value: unknown) => T) =>
    Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, make(value)]));
  const found = new RegExp(`securityContext\\.${field}\\.${part} is (${Object.values(values).join("|")})`);
  return together(
    containerCases(
      policy,
      each(values, (value) => security(context(value))),
      found,
      security(context(unknown)),
    ),
    podCases(
      policy,
      each(values, (value) => ({ securityContext: context(value) })),
      new RegExp(`spec\\.${found.source}`),
      { securityContext: context(unknown) },
      {
        ...each(good, (value) => ({
          securityContext: context(value),
          containers: [container(security(context(value)))],
        })),
      },
    ),
  );
};

const appArmor = (profile: unknown, name = "container.apparmor.security.beta.kubernetes.io/node") => ({
  annotations: { [name]: profile },
});
const volume = (source: object) => ({
  volumes: [
    { name: "tmp", emptyDir: {} },
    { name: "data", ...source },
  ],
});
const sysctl = (name: unknown) => ({
  securityContext: {
    sysctls: [
      { name: "net.ipv4.tcp_syncookies", value: "1" },
      { name, value: "1" },
    ],
  },
});
const handlers = {
  livenessProbe: (handler: object) => ({ livenessProbe: handler }),
  readinessProbe: (handler: object) => ({ readinessProbe: handler }),
  startupProbe: (handler: object) => ({ startupProbe: handler }),
  "lifecycle.postStart": (handler: object) => ({ lifecycle: { postStart: handler } }),
  "lifecycle.preStop": (handler: object) => ({ lifecycle: { preStop: handler } }),
};
const hosts = Object.fromEntries(
  Object.entries(handlers).flatMap(([place, on]) =>
    ["httpGet", "tcpSocket"].map((kind) => [`${place} by ${kind}`, on({ [kind]: { host: "10.0.0.1", port: 80 } })]),
  ),
);

export const podBaselineCases: readonly PolicyCases[] = [
  ofBoth(
    "k8s-pss-host-process",
    "windowsOptions.hostProcess",
    { "a process of the node": true },
    { "a pod that says no": false },
  ),
  together(
    containerCases(
      "k8s-pss-host-probes",
      hosts,
      /(\w+Probe|lifecycle\.\w+)\.(httpGet|tcpSocket)\.host is 10\.0\.0\.1/,
      {
        livenessProbe: unknown,
      },
    ),
    podCases(
      "k8s-pss-host-probes",
      {},
      /./,
      { containers: [container({ lifecycle: { preStop: { httpGet: { host: unknown } } } })] },
      {
        "a probe of an empty host": {
          containers: [container({ livenessProbe: { tcpSocket: { host: "", port: 80 } } })],
        },
      },
    ),
  ),
  together(
    ofBoth(
      "k8s-pss-app-armor",
      "appArmorProfile.type",
      { unconfined: "Unconfined" },
      { "the profile of the runtime": "RuntimeDefault", "a profile of the node": "Localhost" },
    ),
    podCases(
      "k8s-pss-app-armor",
      { "an unconfined container, by annotation": appArmor("unconfined") },
      /kubernetes\.io\/node" is unconfined/,
      appArmor(unknown),
      {
        "the profile of the runtime, by annotation": appArmor("runtime/default"),
        "a profile of the node, by annotation": appArmor("localhost/node"),
        "another annotation": appArmor("unconfined", "jeju.network/node"),
      },
    ),
    {
      policy: "k8s-pss-app-armor",
      good: {},
      bad: Object.fromEntries(
        kinds.map((kind) => {
          const resource = kind({ containers: [container()], ...appArmor("unconfined") });
          return [
            `an unconfined container, by annotation (${resource.type})`,
            { resources: [resource], found: /is unconfined/ },
          ];
        }),
      ),
      unknown: {
        "annotations that another resource computes": [pod({ containers: [container()], annotations: unknown })],
      },
    },
  ),
  together(
    ofBoth(
      "k8s-pss-selinux",
      "seLinuxOptions.type",
      { "a type of the node": "spc_t" },
      {
        "no type": "",
        "the type for containers": "container_t",
        "the type for init systems": "container_init_t",
        "the type for virtual machines": "container_kvm_t",
        "the type for engines": "container_engine_t",
      },
    ),
    ofBoth("k8s-pss-selinux", "seLinuxOptions.user", { "a user": "system_u" }, { "no user": "" }),
    ofBoth("k8s-pss-selinux", "seLinuxOptions.role", { "a role": "system_r" }, { "no role": "" }),
  ),
  podCases(
    "k8s-pss-sysctls",
    { "a parameter of the node": sysctl("kernel.msgmax"), "one of the same family": sysctl("net.ipv4.ip_forward") },
    /sysctls\[1\]\.name is (kernel\.msgmax|net\.ipv4\.ip_forward)/,
    sysctl(unknown),
    Object.fromEntries(
      [
        "kernel.shm_rmid_forced",
        ...["ip_local_port_range", "ip_unprivileged_port_start", "tcp_syncookies", "ping_group_range"].map(
          (name) => `net.ipv4.${name}`,
        ),
        ...["ip_local_reserved_ports", "tcp_keepalive_time", "tcp_fin_timeout", "tcp_keepalive_intvl"].map(
          (name) => `net.ipv4.${name}`,
        ),
        "net.ipv4.tcp_keepalive_probes",
      ].map((name) => [name, sysctl(name)]),
    ),
  ),
  podCases(
    "k8s-pss-volume-types",
    {
      "a file server": volume({ nfs: { server: "10.0.0.1", path: "/" } }),
      "the node's disk": volume({ hostPath: { path: "/" } }),
      "a disk of AWS": volume({ awsElasticBlockStore: { volumeID: "vol-1" } }),
      "an image": volume({ image: { reference: image } }),
      "no source": volume({}),
      "a source that is null": volume({ emptyDir: null }),
    },
    /volumes\[1\] is of (nfs|hostPath|awsElasticBlockStore|image|no type)/,
    { volumes: unknown },
    Object.fromEntries(
      ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"].map(
        (type) => [type, volume({ [type]: {} })],
      ),
    ),
  ),
];
