import { execFileSync } from "node:child_process";
import type { CoreV1Event, V1Secret } from "@kubernetes/client-node";
import { deriveKey } from "../../../keys-ceremony/derivation";
import { fingerprintOf } from "../../../keys-ceremony/sealing/certificate";
import { expectedAddressAnnotation, seal } from "../../../keys-ceremony/sealing/seal";
import type { ClusterKeys } from "../../../rehearsal/ceremony";
import {
  type ControllerSite,
  type SealedSecretsController,
  sealedSecretsPath,
  startSealedSecrets,
} from "../../../rehearsal/ceremony/controller";
import { unsealKeys } from "../../../rehearsal/ceremony/unsealing";
import type { ObjectList } from "../../../rehearsal/cluster/api";
import { prepareSealedSecretsController } from "../../../rehearsal/toolchain";
import { selfSigned } from "../../keys-ceremony/sealing/self-signed";
import {
  type RehearsedCluster,
  removeDirectory,
  startRehearsedCluster,
  startTimeoutMs,
} from "../cluster/rehearsed-cluster";

// The controller asks its API server five times a second at most.

const words = "test test test test test test test test test test test junk";
const keyOf = (account: number) => deriveKey(words, `m/44'/60'/${account}'/0/0`);
const hexOf = ({ privateKey }: ReturnType<typeof keyOf>) => Buffer.from(privateKey).toString("hex");
const key = keyOf(0);

let rehearsed: RehearsedCluster;
let site: ControllerSite;

const sealFor = (certificate: string, namespace: string, name: string, sealed = key) =>
  seal({
    value: Buffer.from(hexOf(sealed)),
    ...{ certificate, namespace, name, expectedAddress: sealed.address },
    pinnedFingerprint: fingerprintOf(certificate),
    now: new Date(),
  });
const findSecret = (namespace: string, name: string) =>
  rehearsed.api.find<V1Secret>(`/api/v1/namespaces/${namespace}/secrets/${name}`);

beforeAll(async () => {
  const [program, started] = await Promise.all([prepareSealedSecretsController(), startRehearsedCluster()]);
  rehearsed = started;
  const { api, directory, cluster } = rehearsed;
  const { signal } = new AbortController();
  site = { api, directory, program, kubeconfig: cluster.kubeconfigPath, signal };
}, startTimeoutMs);

afterAll(async () => {
  await rehearsed?.stop();
  if (rehearsed) removeDirectory(rehearsed.directory);
});

describe("the controller of sealed-secrets with a key that it has made itself", () => {
  let controller: SealedSecretsController;
  let certificate: string;

  beforeAll(async () => {
    controller = await startSealedSecrets(site);
    // Of 4096 bits; operators fetch its certificate with kubeseal --fetch-cert.
    certificate = await controller.until("the controller's certificate", async () => {
      const { items } = await site.api.get<ObjectList<V1Secret>>("/api/v1/namespaces/kube-system/secrets", {
        labelSelector: "sealedsecrets.bitnami.com/sealed-secrets-key=active",
      });
      const encoded = items[0]?.data?.["tls.crt"];
      return encoded && Buffer.from(encoded, "base64").toString();
    });
  }, startTimeoutMs);
  afterAll(() => controller?.stop());

  it("unseals what was sealed offline, and the secret tells whose key it should hold", async () => {
    await site.api.create(sealedSecretsPath("default"), sealFor(certificate, "default", "first-key"));

    const secret = await controller.until("the secret", () => findSecret("default", "first-key"));

    expect(Buffer.from(secret.data?.["private-key"] ?? "", "base64").toString()).toEqual(hexOf(key));
    expect(secret.metadata?.annotations?.[expectedAddressAnnotation]).toBe(key.address);
  });

  it("does not unseal what was sealed for another name or namespace", async () => {
    const { metadata, spec } = sealFor(certificate, "default", "first-key");
    const renamed = { ...metadata, name: "stolen-key" };
    await site.api.create(sealedSecretsPath("default"), {
      apiVersion: "bitnami.com/v1alpha1",
      kind: "SealedSecret",
      metadata: renamed,
      spec: { ...spec, template: { ...spec.template, metadata: renamed } },
    });

    const refusal = await controller.until("the refusal", async () => {
      const { items } = await site.api.get<ObjectList<CoreV1Event>>("/api/v1/namespaces/default/events");
      return items.find(
        ({ reason, involvedObject }) => reason === "ErrUnsealFailed" && involvedObject.name === "stolen-key",
      );
    });
    expect(refusal.message).toMatch(/no key could decrypt secret/);
    expect(await findSecret("default", "stolen-key")).toBeUndefined();
  });
});

describe("the keys of a ceremony, at the cluster of a rehearsal", () => {
  const own = cluster();
  const roles = ["batcher", "proposer", "sequencer"];

  function cluster() {
    const { certificate, privateKey } = selfSigned(new Date("2026-01-01T00:00:00Z"), new Date("2126-01-01T00:00:00Z"));
    return { certificate, clusterPrivateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  }

  function sealedKey(role: string, account: number, namespace = "chain"): ClusterKeys["sealed"][number] {
    const sealed = keyOf(account);
    const name = `${role}-key`;
    const manifest = sealFor(own.certificate, namespace, name, sealed);
    return { role, namespace, name, account: sealed.address, manifest };
  }

  const failureOf = async (keys: ClusterKeys) =>
    unsealKeys(keys, site).then(
      () => "accepted",
      (error: Error) => error.message,
    );

  beforeAll(() => site.api.create("/api/v1/namespaces", { metadata: { name: "chain" } }));

  it("are unsealed to the transcript's accounts and nowhere else, and the controller is gone afterwards", async () => {
    const sealed = roles.map((role, index) => sealedKey(role, index + 1));

    expect(await unsealKeys({ ...own, sealed }, site)).toBe(
      `${sealed.map(({ role, account }) => `${role} ${account}`).join(", ")}; under another name or namespace: refused`,
    );

    for (const [index, role] of roles.entries()) {
      const { data } = (await findSecret("chain", `${role}-key`)) ?? {};
      expect(Buffer.from(data?.["private-key"] ?? "", "base64").toString()).toBe(hexOf(keyOf(index + 1)));
      expect(await findSecret("chain", `${role}-key-moved`)).toBeUndefined();
      expect(await findSecret("default", `${role}-key-moved`)).toBeUndefined();
    }
    const running = execFileSync("ps", ["-eo", "args="], { encoding: "utf8" });
    expect(running.split("\n").filter((line) => line.startsWith(`${site.program} ${site.kubeconfig}`))).toEqual([]);
  });

  it("are found out where the transcript names another account, without being shown", async () => {
    const key = sealedKey("challenger", 4);
    const message = await failureOf({ ...own, sealed: [{ ...key, account: keyOf(5).address }] });
    expect(message).toContain("not the key of the transcript's account");
    expect(message).toContain(keyOf(4).address);
    expect(message).not.toContain(hexOf(keyOf(4)));
  });

  it("are not unsealed by the controller of another cluster", async () => {
    const message = await failureOf({ ...cluster(), sealed: [sealedKey("guardian", 6)] });
    expect(message).toContain("the controller does not unseal it");
    expect(message).toContain("no key could decrypt secret");
  });

  it("are refused for a namespace that the stack does not have, with what to do", async () => {
    const message = await failureOf({ ...own, sealed: [sealedKey("batcher", 1, "jeju-mainnet")] });
    expect(message).toContain("sealed for a namespace that the stack does not have");
    expect(message).toContain("plan > roles.batcher.sealed");
  });
});
