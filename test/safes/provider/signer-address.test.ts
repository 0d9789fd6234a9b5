import { accountOf, type KmsApi, serveKmsApi } from "../../../rehearsal/clouds/aws/kms-api";
import { UNKNOWN } from "../../../safes/plugin/provider";
import { Account } from "../../rehearsal/clouds/aws/account";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "./session";

const batcher = resourceOf("SignerAddress", "batcher");
const region = "us-east-1";

describe("the account of a key in KMS", () => {
  const account = new Account();
  const spec = { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY" };
  const [key, other] = [account.add("aws:kms/key:Key", spec), account.add("aws:kms/key:Key", spec)];
  const environment = { ...process.env };
  let kms: KmsApi;
  let chain: TestChain;
  let test: TestSession;
  beforeAll(async () => {
    kms = await serveKmsApi(account);
    process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "a-secret-that-nobody-checks";
    process.env.AWS_ENDPOINT_URL_KMS = kms.url;
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
    await kms.stop();
    process.env = environment;
  });

  it("is known at preview once the key is", async () => {
    const address = await accountOf(kms.url, key.id);
    const inputs = { keyId: String(key.outputs.arn), region };
    expect(await test.create(batcher, inputs, true)).toEqual({ id: address, outputs: { address } });
    expect(await test.create(batcher, inputs)).toEqual({ id: address, outputs: { address } });
    expect((await test.create(batcher, { ...inputs, keyId: UNKNOWN }, true)).outputs).toEqual({ address: UNKNOWN });
  });

  it("is another one for another key", async () => {
    const inputs = { keyId: key.id, region };
    const old = { ...(await test.create(batcher, inputs)), inputs };
    expect(await test.session.diff(batcher, old.id, old, inputs, [])).toEqual({ changes: {} });
    expect(await test.session.diff(batcher, old.id, old, { ...inputs, keyId: other.id }, [])).toEqual({
      changes: { keyId: "update-replace" },
    });
  });

  it("is refused where there is no such key", async () => {
    await expect(test.create(batcher, { keyId: "alias/gone", region }, true)).rejects.toThrow(
      "alias/gone does not exist",
    );
  });
});
