import { PracticeKms } from "../../keys-ceremony/practice/kms";
import { accountOf } from "../../rehearsal/clouds/aws/kms-api";
import { fundDeployer } from "../../rehearsal/deployer-funds";
import type { Endpoints } from "../../rehearsal/supervisor";
import { serveJsonRpc } from "../json-rpc-server";

it("the deployer, whose key is in KMS, begins with 3.33 ETH", async () => {
  const kms = new PracticeKms();
  const asked: unknown[] = [];
  const node = await serveJsonRpc((method, params) => {
    asked.push([method, ...params]);
    return { result: null };
  });
  try {
    const kmsUrl = await kms.start();
    const ask = async (operation: string, body: object) => {
      const headers = { "x-amz-target": `TrentService.${operation}` };
      const response = await fetch(kmsUrl, { method: "POST", headers, body: JSON.stringify(body) });
      return JSON.parse(await response.text());
    };
    const { KeyMetadata } = await ask("CreateKey", { KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY" });
    const alias = "alias/jeju-testnet-signer-deployer";
    await ask("CreateAlias", { AliasName: alias, TargetKeyId: KeyMetadata.KeyId });
    const deployer = await accountOf(kmsUrl, alias);

    expect(await fundDeployer("testnet", { l1RpcUrl: node.url, kmsUrl } as Endpoints)).toBe(`${deployer}: 3.33 ETH`);
    expect(asked).toEqual([["anvil_setBalance", deployer, `0x${(3_330_000_000_000_000_000n).toString(16)}`]]);
  } finally {
    await node.stop();
    await kms.stop();
  }
});
