import { concat, dataLength, type FunctionFragment, getCreateAddress, type Interface, toBeHex, ZeroHash } from "ethers";

/**
 * What a contract asks of its creator right after its constructor, in the same transaction. The creator is a contract
 * of this one purpose, that exists while its own constructor runs and leaves no code: whoever sends it, it does the same.
 */
export interface CreatorCalls {
  /** Creation code of the contract. */
  readonly code: string;
  /** Call data, in their order. */
  readonly calls: readonly string[];
}

/** The contract that a creator at this address creates: a contract's own nonce begins at 1 (EIP-161). */
export function createdBy(creator: string): string {
  return getCreateAddress({ from: creator, nonce: 1 });
}

/** Creation code of the creator. */
export function creatorCode({ code, calls }: CreatorCalls): string {
  return new Program().create(code).call(calls).stop();
}

/**
 * For a call without a receiver, which sends nothing: what the new contract answers, and the creator's address behind it.
 * `question` may leave room for the creator's address at its end.
 */
export function probeCode({ code, calls }: CreatorCalls, question: string): string {
  return new Program().create(code).call(calls).ask(question);
}

/** What tells whether a contract belongs to its creator alone. */
export function ownerQuestion(abi: Interface): string | undefined {
  return functionOf(abi, "owner()")?.selector;
}

/** What tells whether its creator is an administrator. */
export function administratorQuestion(abi: Interface): string | undefined {
  const hasRole = functionOf(abi, "hasRole(bytes32,address)");
  return hasRole && concat([hasRole.selector, ZeroHash, ZeroHash]);
}

function functionOf(abi: Interface, signature: string): FunctionFragment | undefined {
  return abi.fragments.find(
    (fragment): fragment is FunctionFragment => fragment.type === "function" && fragment.format() === signature,
  );
}

/** Of the yellow paper, appendix H.2. */
const op = {
  stop: "00",
  isZero: "15",
  address: "30",
  codeCopy: "39",
  returnDataSize: "3d",
  returnDataCopy: "3e",
  pop: "50",
  mstore: "52",
  jumpIf: "57",
  gas: "5a",
  jumpDestination: "5b",
  push1: "60",
  push3: "62",
  duplicate1: "80",
  duplicate5: "84",
  duplicate6: "85",
  create: "f0",
  call: "f1",
  return: "f3",
  staticCall: "fa",
  revert: "fd",
} as const;

const zero = `${op.push1}00`;
/** Behind the selector and one argument of a question. */
const creatorPlace = `${op.push1}24`;

/** Assembles code that runs through, its data behind it. A creation or call that fails makes it fail with the same reason. */
class Program {
  private readonly parts: ((programLength: number) => string)[] = [];
  private readonly data: string[] = [];

  /** Leaves the new contract's address on the stack. */
  create(code: string): this {
    this.load(code).add(`${size(code)}${zero}${zero}${op.create}${op.duplicate1}${op.isZero}`);
    return this.jumpToFailure();
  }

  call(calls: readonly string[]): this {
    for (const data of calls) {
      this.load(data).add(`${zero}${zero}${size(data)}${zero}${zero}${op.duplicate6}${op.gas}${op.call}${op.isZero}`);
      this.jumpToFailure();
    }
    return this;
  }

  stop(): string {
    return this.add(op.stop).assemble();
  }

  ask(question: string): string {
    this.load(question).add(`${op.address}${creatorPlace}${op.mstore}`);
    this.add(`${push1(32)}${zero}${size(question)}${zero}${op.duplicate5}${op.gas}${op.staticCall}${op.pop}`);
    return this.add(`${op.address}${push1(32)}${op.mstore}${push1(64)}${zero}${op.return}`).assemble();
  }

  /** Into memory, from its start. */
  private load(data: string): this {
    const before = this.data.map(dataLength).reduce((sum, length) => sum + length, 0);
    this.data.push(data);
    this.parts.push((programLength) => `${size(data)}${push3(programLength + before)}${zero}${op.codeCopy}`);
    return this;
  }

  private jumpToFailure(): this {
    this.parts.push((programLength) => `${push3(programLength - failureLength)}${op.jumpIf}`);
    return this;
  }

  private add(code: string): this {
    this.parts.push(() => code);
    return this;
  }

  private assemble(): string {
    // Every operand has its width whatever its value, so the first pass has the length of the last.
    const render = (length: number) => `0x${this.parts.map((part) => part(length)).join("")}${failure}`;
    const program = render(dataLength(render(failureLength)));
    return concat([program, ...this.data]);
  }
}

const failure = `${op.jumpDestination}${op.returnDataSize}${zero}${zero}${op.returnDataCopy}${op.returnDataSize}${zero}${op.revert}`;
const failureLength = failure.length / 2;

function size(data: string): string {
  return push3(dataLength(data));
}

function push3(value: number): string {
  return `${op.push3}${toBeHex(value, 3).slice(2)}`;
}

function push1(value: number): string {
  return `${op.push1}${toBeHex(value, 1).slice(2)}`;
}
