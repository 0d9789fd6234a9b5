import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PracticeKms } from "../../keys-ceremony/practice/kms";
import { accountOf } from "../../rehearsal/clouds/aws/kms-api";
import { fundDeployer } from "../../rehearsal/deployer-funds";
import type { Endpoints } from "../../rehearsal/supervisor";

it("the deployer, whose key is in KMS, begins with 3.33 ETH", async () => {
  const kms = new PracticeKms();
  const asked: unknown[] = [];
  const node = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, params } = JSON.parse(Buffer.concat(chunks).toString());
    asked.push([method, ...params]);
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: null }));
  });
  await new Promise<void>((resolve) => node.listen(0, "127.0.0.1", resolve));
  try {
    const kmsUrl = await kms.start();
    const l1RpcUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    const ask = async (operation: string, body: object) => {
      const headers = { "x-amz-target": `TrentService.${operation}` };
      const response = await fetch(kmsUrl, { method: "POST", headers, body: JSON.stringify(body) });
      return JSON.parse(await response.text());
    };
    const { KeyMetadata } = await ask("CreateKey", { KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY" });
    const alias = "alias/jeju-testnet-signer-deployer";
    await ask("CreateAlias", { AliasName: alias, TargetKeyId: KeyMetadata.KeyId });
    const deployer = await accountOf(kmsUrl, alias);

    expect(await fundDeployer("testnet", { l1RpcUrl, kmsUrl } as Endpoints)).toBe(`${deployer}: 3.33 ETH`);
    expect(asked).toEqual([["anvil_setBalance", deployer, `0x${(3_330_000_000_000_000_000n).toString(16)}`]]);
  } finally {
    node.closeAllConnections();
    node.close();
    await kms.stop();
  }
});
