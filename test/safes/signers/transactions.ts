import { getAddress, hexlify, randomBytes, Transaction, toBeHex } from "ethers";

/** A transaction as the sender makes them, with the same fields for the same number. */
export function transactionOf(number: number, chainId = 8453n): Transaction {
  return Transaction.from({
    type: 2,
    chainId,
    nonce: number,
    to: getAddress(toBeHex(0xb0b0000 + number, 20)),
    data: `0x${"ab".repeat(number % 97)}`,
    value: BigInt(number) * 1_000_000_007n,
    gasLimit: 21_000n + BigInt(number),
    maxFeePerGas: 2_000_000_000n + BigInt(number),
    maxPriorityFeePerGas: 1_000n + BigInt(number),
  });
}

/** One that nobody has seen before. */
export function randomTransaction(): Transaction {
  const random = (bytes: number) => BigInt(hexlify(randomBytes(bytes)));
  const data = hexlify(randomBytes(Number(random(1))));
  return Transaction.from({
    type: 2,
    chainId: random(4) + 1n,
    nonce: Number(random(4)),
    to: getAddress(hexlify(randomBytes(20))),
    data,
    value: random(12),
    gasLimit: random(4),
    maxFeePerGas: random(8) + 10n ** 6n,
    maxPriorityFeePerGas: random(2),
  });
}

/** The message of the UserError with which it fails. */
export async function refusalOf(attempt: Promise<unknown> | (() => Promise<unknown>)): Promise<string> {
  try {
    await (typeof attempt === "function" ? attempt() : attempt);
  } catch (error) {
    expect(error).toMatchObject({ name: "UserError" });
    return (error as Error).message;
  }
  throw new Error("it was not refused");
}
