import { prove } from "./signatures";

it("300 random transactions, messages and typed data of every kind of signer are good by ethers", async () => {
  const proof = await prove(300, () => {});
  expect(proof.cases).toBe(300);
  expect(proof.higherS).toBeGreaterThan(5);
  expect(Math.min(...proof.parities)).toBeGreaterThan(50);
  for (const kind of ["EIP-155", "EIP-1559", "EIP-191", "EIP-712"]) expect(proof.counts[kind]).toBeGreaterThan(50);
  const signers = ["random key", "keystore", "kms", "remote", ...(proof.missing ? [] : ["pkcs11"])];
  for (const signer of signers) expect(proof.counts[signer]).toBeGreaterThan(50);
});
