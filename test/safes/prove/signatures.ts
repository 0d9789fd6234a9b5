import { secp256k1 } from "@noble/curves/secp256k1.js";
import {
  computeAddress,
  getBytes,
  hexlify,
  randomBytes,
  Signature,
  SigningKey,
  Transaction,
  verifyMessage,
  verifyTypedData,
  Wallet,
} from "ethers";
import fc from "fast-check";
import { generateTokenKey } from "../../../keys-ceremony/hsm/generate";
import { serveKmsApi } from "../../../rehearsal/clouds/aws/kms-api";
import type { Signer } from "../../../safes/signers";
import { CURVE_ORDER } from "../../../safes/signers/der";
import { digestSigner } from "../../../safes/signers/digest-signer";
import { openKmsSigner } from "../../../safes/signers/kms";
import { Kms } from "../../../safes/signers/kms-client";
import { tokenSigner } from "../../../safes/signers/pkcs11";
import { openToken } from "../../../safes/signers/pkcs11/token";
import { openRemoteSigner } from "../../../safes/signers/remote";
import { mutable, type TypedData, typedDataHash } from "../../../safes/signers/signer";
import { walletSigner } from "../../../safes/signers/wallet-signer";
import { Account } from "../../rehearsal/clouds/aws/account";
import { ScriptedSigner } from "../signers/scripted-signer";
import { missingForPkcs11, SoftHsm } from "../signers/soft-hsm";
import { randomTransaction } from "../signers/transactions";

export interface Proof {
  readonly cases: number;
  readonly seconds: number;
  /** By signer and by what was signed. */
  readonly counts: Readonly<Record<string, number>>;
  /** Signatures that came with the higher s from an ECDSA that knows no such rule, and went out with the lower one. */
  readonly higherS: number;
  /** Both recovery ids have to turn up. */
  readonly parities: readonly [even: number, odd: number];
  /** What was not there to be asked, and the command that mends it. */
  readonly missing?: string;
}

interface Source {
  readonly name: string;
  signer(): Promise<Signer>;
}

const kinds = ["EIP-155", "EIP-1559", "EIP-191", "EIP-712"] as const;

/**
 * Signatures of every kind of signer over random content, each checked with ethers: it recovers to the account, over
 * exactly what was asked, with the lower s and v of 27 or 28.
 */
export async function prove(cases: number, report: (line: string) => void): Promise<Proof> {
  const tally = { higherS: 0 };
  const { sources, stop } = await openSources(tally);
  const startedAt = performance.now();
  const counts: Record<string, number> = {};
  const parities: [number, number] = [0, 0];
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  try {
    for (let done = 0; done < cases; done++) {
      const source = sources[done % sources.length] as Source;
      const kind = kinds[Math.floor(done / sources.length) % kinds.length] as (typeof kinds)[number];
      const signature = await check(kind, await source.signer());
      if (BigInt(signature.s) > CURVE_ORDER / 2n) throw new Error(`${source.name}: the higher s went out`);
      count(source.name);
      count(kind);
      parities[signature.yParity]++;
      if ((done + 1) % 1_000 === 0 || done + 1 === cases) report(`${done + 1} of ${cases} signatures are good`);
    }
  } finally {
    await stop();
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const missing = missingForPkcs11;
  return { cases, seconds, counts, higherS: tally.higherS, parities, ...(missing && { missing }) };
}

/** One signature, and ethers' word for it. */
async function check(kind: (typeof kinds)[number], signer: Signer): Promise<Signature> {
  if (kind === "EIP-191") {
    const message = Math.random() < 0.5 ? randomBytes(Math.floor(Math.random() * 200)) : sampleText();
    const signature = await signer.signMessage(message);
    expectAccount(verifyMessage(message, signature), signer);
    return Signature.from(signature);
  }
  if (kind === "EIP-712") {
    const data = sampleTypedData();
    const signature = await signer.signTypedData(data);
    expectAccount(verifyTypedData(data.domain, mutable(data.types), data.message, signature), signer);
    return Signature.from(signature);
  }
  const transaction = kind === "EIP-155" ? asLegacy(randomTransaction()) : randomTransaction();
  const signed = Transaction.from(await signer.sign(transaction));
  if (signed.unsignedHash !== transaction.unsignedHash) throw new Error(`${signer.description} signed something else`);
  expectAccount(signed.from, signer);
  return signed.signature as Signature;
}

function expectAccount(found: string | null, { address, description }: Signer): void {
  if (found !== address) throw new Error(`${description}: a signature of ${found}, not of ${address}`);
}

function asLegacy({ chainId, nonce, to, data, value, gasLimit, maxFeePerGas }: Transaction): Transaction {
  return Transaction.from({ type: 0, chainId, nonce, to, data, value, gasLimit, gasPrice: maxFeePerGas });
}

const texts = fc.string({ unit: "grapheme", maxLength: 80 });
const sampleText = () => fc.sample(texts, 1)[0] as string;

/** A struct with one inside it and a list, with other values each time. */
function sampleTypedData(): TypedData {
  return {
    domain: {
      name: sampleText(),
      version: "1",
      chainId: Number(BigInt(hexlify(randomBytes(4)))) + 1,
      verifyingContract: hexlify(randomBytes(20)),
      ...(Math.random() < 0.5 && { salt: hexlify(randomBytes(32)) }),
    },
    types: {
      Statement: [
        { name: "key", type: "address" },
        { name: "role", type: "string" },
        { name: "head", type: "bytes32" },
        { name: "payments", type: "Payment[]" },
        { name: "raw", type: "bytes" },
      ],
      Payment: [
        { name: "amount", type: "uint256" },
        { name: "final", type: "bool" },
      ],
    },
    message: {
      key: hexlify(randomBytes(20)),
      role: sampleText(),
      head: hexlify(randomBytes(32)),
      payments: Array.from({ length: Math.floor(Math.random() * 4) }, () => ({
        amount: BigInt(hexlify(randomBytes(32))),
        final: Math.random() < 0.5,
      })),
      raw: hexlify(randomBytes(Math.floor(Math.random() * 70))),
    },
  };
}

async function openSources(tally: { higherS: number }): Promise<{ sources: Source[]; stop(): Promise<void> }> {
  const own = new Wallet(hexlify(randomBytes(32)));
  const account = new Account();
  const key = account.add("aws:kms/key:Key", { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY" });
  const kmsApi = await serveKmsApi(account);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KMS: kmsApi.url,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "a-secret-that-nobody-checks",
  });
  const kms = await openKmsSigner(key.id, new Kms("us-east-1"));
  const remote = new ScriptedSigner();
  await remote.start();
  remote.answers = walletBridge(own);
  const remoteSigner = openRemoteSigner(remote.url, own.address);
  const token = missingForPkcs11 ? undefined : await openTokenSource();
  const fixed = (name: string, signer: Signer): Source => ({ name, signer: async () => signer });
  return {
    sources: [
      // Another key each time, by another library than the one that checks.
      { name: "random key", signer: async () => randomKeySigner(tally) },
      fixed("keystore", walletSigner("keystore", own)),
      fixed("kms", kms),
      fixed("remote", remoteSigner),
      ...(token ? [fixed("pkcs11", token.signer)] : []),
    ],
    stop: async () => {
      token?.stop();
      await remote.stop();
      await kmsApi.stop();
    },
  };
}

function randomKeySigner(tally: { higherS: number }): Signer {
  const secret = secp256k1.utils.randomSecretKey();
  const address = computeAddress(new SigningKey(secret));
  return digestSigner("random key", address, async (digest) => {
    const raw = secp256k1.sign(getBytes(digest), secret, { prehash: false, lowS: false, extraEntropy: true });
    const { r, s } = secp256k1.Signature.fromBytes(raw);
    if (s > CURVE_ORDER / 2n) tally.higherS++;
    return [r, s];
  });
}

async function openTokenSource(): Promise<{ signer: Signer; stop(): void }> {
  const hsm = await SoftHsm.start("proof");
  const token = openToken({ module: hsm.module, token: "proof" }, SoftHsm.pin, "write");
  const signer = tokenSigner(token, generateTokenKey(token, "proof"));
  return {
    signer,
    stop: () => {
      token.close();
      hsm.stop();
    },
  };
}

/** A wallet behind JSON-RPC. */
function walletBridge(wallet: Wallet): ScriptedSigner["answers"] {
  return {
    eth_signTransaction: async ([fields]: readonly unknown[]) => {
      const { from: _from, gas, ...others } = fields as Record<string, string>;
      const asked = { ...others, gasLimit: gas, type: Number(others.type), nonce: Number(others.nonce) };
      return { result: await wallet.signTransaction(asked) };
    },
    personal_sign: async ([bytes]: readonly unknown[]) => ({
      result: await wallet.signMessage(getBytes(bytes as string)),
    }),
    eth_signTypedData_v4: ([_account, payload]: readonly unknown[]) => {
      const { domain, types, message } = JSON.parse(payload as string);
      const { EIP712Domain: _domain, ...own } = types;
      return { result: wallet.signingKey.sign(typedDataHash({ domain, types: own, message })).serialized };
    },
  };
}
