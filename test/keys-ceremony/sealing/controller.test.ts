import { join } from "node:path";
import type { CoreV1Event, V1Secret } from "@kubernetes/client-node";
import { deriveKey } from "../../../keys-ceremony/derivation";
import { fingerprintOf } from "../../../keys-ceremony/sealing/certificate";
import { expectedAddressAnnotation, seal } from "../../../keys-ceremony/sealing/seal";
import type { ObjectList } from "../../../rehearsal/cluster/api";
import { type Part, startPart } from "../../../rehearsal/cluster/part";
import { prepareSealedSecretsController } from "../../../rehearsal/toolchain";
import {
  eventually,
  type RehearsedCluster,
  removeDirectory,
  startRehearsedCluster,
  startTimeoutMs,
} from "../../rehearsal/cluster/rehearsed-cluster";

/** Of version 0.32.2, without the descriptions of its fields. */
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "sealedsecrets.bitnami.com" },
  spec: {
    group: "bitnami.com",
    scope: "Namespaced",
    names: { kind: "SealedSecret", listKind: "SealedSecretList", plural: "sealedsecrets", singular: "sealedsecret" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["spec"],
            properties: {
              spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};

const key = deriveKey("test test test test test test test test test test test junk", "m/44'/60'/0'/0/0");
const value = Buffer.from(Buffer.from(key.privateKey).toString("hex"));

describe("the controller of sealed-secrets", () => {
  let rehearsed: RehearsedCluster;
  let controller: Part;
  let certificate: string;

  const sealFor = (namespace: string, name: string) =>
    seal({
      value,
      certificate,
      namespace,
      name,
      pinnedFingerprint: fingerprintOf(certificate),
      now: new Date(),
      expectedAddress: key.address,
    });

  beforeAll(async () => {
    const [program, cluster] = await Promise.all([prepareSealedSecretsController(), startRehearsedCluster()]);
    rehearsed = cluster;
    const { api, directory } = rehearsed;
    await api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    // "storage is (re)initializing", for a moment.
    await eventually(() => api.find("/apis/bitnami.com/v1alpha1/sealedsecrets").catch(() => undefined));
    controller = startPart({
      name: "sealed-secrets-controller",
      command: program,
      arguments: [cluster.cluster.kubeconfigPath, "kube-system"],
      directory,
      logFile: join(directory, "logs", "sealed-secrets-controller.log"),
    });
    // The controller has made a key of 4096 bits; operators fetch its certificate with kubeseal --fetch-cert.
    certificate = await eventually(async () => {
      const { items } = await api.get<ObjectList<V1Secret>>("/api/v1/namespaces/kube-system/secrets", {
        labelSelector: "sealedsecrets.bitnami.com/sealed-secrets-key=active",
      });
      const encoded = items[0]?.data?.["tls.crt"];
      return encoded && Buffer.from(encoded, "base64").toString();
    }, 60_000);
  }, startTimeoutMs);

  afterAll(async () => {
    await controller?.stop();
    await rehearsed?.stop();
    if (rehearsed) removeDirectory(rehearsed.directory);
  });

  it("unseals what was sealed offline, and the secret tells whose key it should hold", async () => {
    const { api } = rehearsed;
    await api.create("/apis/bitnami.com/v1alpha1/namespaces/default/sealedsecrets", sealFor("default", "batcher-key"));

    const secret = await eventually(() => api.find<V1Secret>("/api/v1/namespaces/default/secrets/batcher-key"));

    expect(Buffer.from(secret.data?.["private-key"] ?? "", "base64")).toEqual(value);
    expect(secret.metadata?.annotations?.[expectedAddressAnnotation]).toBe(key.address);
  });

  it("does not unseal what was sealed for another name or namespace", async () => {
    const { api } = rehearsed;
    const { metadata, spec } = sealFor("default", "batcher-key");
    const renamed = { ...metadata, name: "stolen-key" };
    await api.create("/apis/bitnami.com/v1alpha1/namespaces/default/sealedsecrets", {
      apiVersion: "bitnami.com/v1alpha1",
      kind: "SealedSecret",
      metadata: renamed,
      spec: { ...spec, template: { ...spec.template, metadata: renamed } },
    });

    const refusal = await eventually(async () => {
      const { items } = await api.get<ObjectList<CoreV1Event>>("/api/v1/namespaces/default/events");
      return items.find(
        ({ reason, involvedObject }) => reason === "ErrUnsealFailed" && involvedObject.name === "stolen-key",
      );
    });
    expect(refusal.message).toMatch(/no key could decrypt secret/);
    expect(await api.find("/api/v1/namespaces/default/secrets/stolen-key")).toBeUndefined();
  });
});
