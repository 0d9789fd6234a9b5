import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterCertificate, clusterFiles } from "../../../keys-ceremony/practice/cluster";
import { fingerprintOf, sealingKey } from "../../../keys-ceremony/sealing/certificate";

const folder = mkdtempSync(join(tmpdir(), "practised-cluster-"));
afterAll(() => rmSync(folder, { recursive: true }));

const now = new Date("2027-01-12T10:00:00.500Z");
/** A key of 4096 bits takes as long as its primes want to hide. */

describe("the cluster of a practice", () => {
  it("has a certificate that is sealed for as for a real one's, and its key is for its owner's eyes", async () => {
    const certificate = await clusterCertificate(folder, now);
    const pinned = { certificate, pinnedFingerprint: fingerprintOf(certificate) };
    expect(sealingKey({ ...pinned, now }).asymmetricKeyDetails?.modulusLength).toBe(4096);
    expect(() => sealingKey({ ...pinned, now: new Date("2037-01-12T10:00:00Z") })).toThrow("has expired");

    const { privateKey } = clusterFiles(folder);
    expect(statSync(privateKey).mode & 0o777).toBe(0o600);
    const parsed = new X509Certificate(certificate);
    expect(parsed.checkPrivateKey(createPrivateKey(readFileSync(privateKey)))).toBe(true);
    expect(parsed.verify(parsed.publicKey)).toBe(true);
  });

  it("is the same when a practice goes on, and another one in another folder", async () => {
    const first = await clusterCertificate(folder, now);
    expect(await clusterCertificate(folder, new Date())).toBe(first);
    expect(await clusterCertificate(join(folder, "another"), now)).not.toBe(first);
  });
});
