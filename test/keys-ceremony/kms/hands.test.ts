import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SigningKey, Wallet } from "ethers";
import { kmsHands, readImportRequest, writeImportRequest } from "../../../keys-ceremony/devices/kms";
import { wrapForImport } from "../../../keys-ceremony/kms/wrap";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import { roleNames } from "../../../keys-ceremony/plan/schema";
import { PracticeKms } from "../../../keys-ceremony/practice/kms";
import { openKmsSigner } from "../../../safes/signers/kms";
import { Kms } from "../../../safes/signers/kms-client";
import { refusalOf } from "../../safes/signers/transactions";

const plan = loadPlan(join(__dirname, "../../../keys-ceremony/plans/mainnet.yaml"));
const role = roleNames.find((name) => plan.roles[name].custody === "kms-import") ?? "batcher";
const alias = plan.roles[role].kmsAlias ?? "alias/none";
const environment = { ...process.env };

describe("a stick between the machine with the seed and KMS", () => {
  const folder = mkdtempSync(join(tmpdir(), "stick-"));
  const server = new PracticeKms();
  let kms: Kms;
  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "a-secret-that-nobody-checks";
    process.env.AWS_ENDPOINT_URL_KMS = await server.start();
    kms = new Kms("us-east-1", { requestMs: 60_000, totalMs: 90_000 });
  });
  afterAll(async () => {
    await server.stop();
    process.env = environment;
    rmSync(folder, { recursive: true });
  });

  it("that somebody has put another key on brings no key into KMS under the role's alias", async () => {
    const [derived, thief] = [Wallet.createRandom(), Wallet.createRandom()];
    const fingerprint = await writeImportRequest(plan, role, folder, kms);
    const secret = Buffer.from(new SigningKey(thief.privateKey).privateKey.slice(2), "hex");
    const swapped = wrapForImport(secret, readImportRequest(role, folder), fingerprint);
    writeFileSync(join(folder, `${role}.wrapped.json`), JSON.stringify(swapped));
    const attempt = kmsHands(plan, folder, kms).kmsKey(role, alias, "EXTERNAL", derived.address);
    expect(await refusalOf(attempt)).toContain("KMS holds the key of another account than the one that was derived");
    expect(await refusalOf(openKmsSigner(alias, kms))).toContain("NotFoundException");
  });

  it.each([
    ["another algorithm", { algorithm: "RSAES_PKCS1_V1_5" }],
    ["no end", { validUntil: "never" }],
    ["a field too many", { policy: "{}" }],
  ])("with a request of %s is refused", async (_what, change) => {
    await writeImportRequest(plan, role, folder, kms);
    const file = join(folder, `${role}.import.json`);
    writeFileSync(file, JSON.stringify({ ...readImportRequest(role, folder), ...change }));
    const message = await refusalOf(async () => readImportRequest(role, folder));
    expect(message).toContain("a file of the ceremony is not what it should be");
  });
});
