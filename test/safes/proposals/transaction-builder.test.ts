import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Interface } from "ethers";
import {
  checksumOf,
  isTransactionBuilder,
  readTransactionBuilder,
  writeTransactionBuilder,
} from "../../../safes/proposals/transaction-builder";
import { address, messageOf, state } from "./samples";

const folder = join(__dirname, "..", "vectors", "transaction-builder");
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const load = (name: string) => readFileSync(join(folder, name), "utf8");

describe("a file that Safe's Transaction Builder exported", () => {
  it("has been collected from ten places or more", () => expect(files.length).toBeGreaterThanOrEqual(10));

  it.each(files)("has the checksum that we compute: %s", (name) => {
    const { checksum, contradictions, calls } = readTransactionBuilder(load(name), name);
    expect(checksum.stored).toBe(checksum.computed);
    expect(contradictions).toEqual([]);
    expect(calls.length).toBe(JSON.parse(load(name)).transactions.length);
  });

  it.each(files)("has another checksum after any change but that of its name: %s", (name) => {
    const file = JSON.parse(load(name));
    const { stored } = readTransactionBuilder(load(name), name).checksum;
    expect(checksumOf({ ...file, meta: { ...file.meta, name: "renamed" } })).toBe(stored);
    expect(checksumOf({ ...file, chainId: "2" })).not.toBe(stored);
    expect(checksumOf({ ...file, extra: 1 })).not.toBe(stored);
    const [first, ...others] = file.transactions;
    expect(checksumOf({ ...file, transactions: [{ ...first, value: "1" }, ...others] })).not.toBe(stored);
  });

  it("describes calls that are encoded as the ABI says, lists and nested structures too", () => {
    const [lists] = readTransactionBuilder(load("balancer-gho-set-recipients.json"), "file").calls;
    const abi = new Interface(["function setRecipientList(address[],uint256[],uint8[])"]);
    const file = JSON.parse(load("balancer-gho-set-recipients.json")).transactions[0];
    const [addresses, amounts, periods] = abi.decodeFunctionData(file.contractMethod.name, lists?.data ?? "");
    expect([...addresses]).toEqual(file.contractInputsValues.gaugeAddresses.match(/0x\w+/g));
    expect([...amounts]).toEqual([5740500000000000000000n, 18450000000000000000000n]);
    expect([...periods]).toEqual([3n, 1n]);
    const [nested] = readTransactionBuilder(load("balancer-onchain-quote.json"), "file").calls;
    expect(nested?.data).toHaveLength(1290);
  });
});

describe("a file that we write for it", () => {
  const options = {
    safe: state,
    calls: [{ to: address(1), value: 5n, data: "0x1234" }],
    name: "owners",
    description: "the ceremony of May",
    createdAt: "2026-05-04T10:00:00Z",
  };

  it("reads back as what it was made of, and is the same bytes every time", () => {
    const text = writeTransactionBuilder(options);
    expect(writeTransactionBuilder(options)).toBe(text);
    const { checksum, ...batch } = readTransactionBuilder(text, "file");
    expect(checksum.stored).toBe(checksum.computed);
    const { calls, name, description } = options;
    expect(batch).toEqual({ calls, name, description, chainId: 420691n, safe: state.address, contradictions: [] });
  });

  it("is laid out as the Transaction Builder lays its own out", () => {
    expect(JSON.parse(writeTransactionBuilder(options))).toMatchInlineSnapshot(`
{
  "chainId": "420691",
  "createdAt": 1777888800000,
  "meta": {
    "checksum": "0x5a7fafb786a485a0ba1466ea42e31a67b7e30de111e6dc839c4da189e92e277f",
    "createdFromOwnerAddress": "",
    "createdFromSafeAddress": "0x00000000000000000000000000000000A0005afE",
    "description": "the ceremony of May",
    "name": "owners",
    "txBuilderVersion": "1.18.2",
  },
  "transactions": [
    {
      "contractInputsValues": null,
      "contractMethod": null,
      "data": "0x1234",
      "to": "0x00000000000000000000000000000000A0000001",
      "value": "5",
    },
  ],
  "version": "1.0",
}
`);
  });
});

const method = (type: string, components?: unknown) => ({
  name: "set",
  payable: false,
  inputs: [{ name: "value", type, components }],
});
const file = (transaction: object) =>
  JSON.stringify({
    version: "1.0",
    chainId: "1",
    meta: {},
    transactions: [{ to: address(1), value: "0", ...transaction }],
  });
const dataOf = (type: string, value: string, components?: unknown) => {
  const [call] = readTransactionBuilder(
    file({ contractMethod: method(type, components), contractInputsValues: { value } }),
    "file",
  ).calls;
  return call?.data ?? "";
};
const expected = (type: string, value: unknown) =>
  new Interface([`function set(${type})`]).encodeFunctionData("set", [value]);

describe("a value as somebody typed it", () => {
  it.each([
    ["uint256", " 115792089237316195423570985008687907853269984665640564039457584007913129639935 ", 2n ** 256n - 1n],
    ["uint8", "0x10", 16],
    ["int64", "-5", -5],
    ["bool", "True", true],
    ["bool", "0", false],
    ["bytes", "0xABCD", "0xabcd"],
    ["string", " a, [b] ", " a, [b] "],
    ["string", "", ""],
    ["uint256[]", "[]", []],
    ["uint256[][]", '[[1, 2], ["3"]]', [[1, 2], [3]]],
    ["string[]", '["a, b", "c\\"d"]', ["a, b", 'c"d']],
    ["bool[2]", "[true, 'false']", [true, false]],
    ["address[]", `[${address(5)},${address(6).toLowerCase()}]`, [address(5), address(6)]],
  ])("becomes a %s: %s", (type, value, meaning) => {
    expect(dataOf(type, value)).toBe(expected(type, meaning));
  });

  it("becomes a structure without losing digits", () => {
    const components = [
      { name: "a", type: "uint256" },
      { name: "b", type: "address[]" },
    ];
    const long = 123456789012345678901234567890n;
    expect(dataOf("tuple", `[${long}, [${address(5)}]]`, components)).toBe(
      expected("(uint256,address[])", [long, [address(5)]]),
    );
  });

  it.each([
    ["uint8", "256"],
    ["uint8", "1.5"],
    ["uint8", ""],
    ["bool", "yes"],
    ["address", "0x12"],
    ["uint256[]", "1, 2"],
    ["uint256[]", "[1, 2"],
    ["uint256[]", "[1 2]"],
    ["uint256[]", "[1], 2"],
    ["uint256[2]", "[1]"],
    ["uint256", "[1]"],
  ])("is refused as a %s: %s", (type, value) => {
    expect(() => dataOf(type, value)).toThrow("a method cannot be encoded with its values");
  });
});

describe("a Transaction Builder file", () => {
  it("is known by its marks", () => {
    expect(isTransactionBuilder(file({ data: "0x" }))).toBe(true);
    expect(isTransactionBuilder('{"format":"jeju-safe-proposal/1"}')).toBe(false);
    expect(isTransactionBuilder("{")).toBe(false);
  });

  it("sends coins where it has neither data nor a method", () => {
    expect(readTransactionBuilder(file({ value: "7" }), "file").calls).toEqual([
      { to: address(1), value: 7n, data: "0x" },
    ]);
  });

  it("is told when its data is not the method that it shows", () => {
    const shown = { contractMethod: method("uint256"), contractInputsValues: { value: "5" } };
    const read = (data: string) => readTransactionBuilder(file({ ...shown, data }), "file").contradictions;
    expect(read(expected("uint256", 5))).toEqual([]);
    expect(read(expected("uint256", 6))).toEqual([
      { field: "file, transaction 1, set", got: expected("uint256", 5), expected: expected("uint256", 6) },
    ]);
    const broken = { ...shown, contractInputsValues: { value: "five" }, data: "0x12" };
    expect(readTransactionBuilder(file(broken), "file").contradictions).toMatchObject([
      { got: "values that it cannot take" },
    ]);
  });

  it("is refused when it cannot be read", () => {
    expect(messageOf(() => readTransactionBuilder("{", "batch.json"))).toMatchInlineSnapshot(`
"not a file of Safe's Transaction Builder (batch.json)
  got:      Expected property name or '}' in JSON at position 1
  expected: its export in format 1.0
  fix:      export the batch again"
`);
    expect(
      messageOf(() =>
        readTransactionBuilder('{"version":"1.0","chainId":1,"meta":{},"transactions":[]}', "batch.json"),
      ),
    ).toMatchInlineSnapshot(`
"not a file of Safe's Transaction Builder (batch.json)
  got:      
    chainId: Invalid input: expected string, received number
    transactions: has no transaction
  expected: its export in format 1.0
  fix:      export the batch again"
`);
    expect(messageOf(() => readTransactionBuilder(file({ data: "0x123" }), "batch.json"))).toContain("data is no hex");
    expect(messageOf(() => dataOf("uint8", "256"))).toMatchInlineSnapshot(`
"a method cannot be encoded with its values (file, transaction 1, set)
  got:      value out-of-bounds (argument="value", value="256", code=INVALID_ARGUMENT, version=6.17.0)
  expected: a value of its type for every input
  fix:      mend the value in the Transaction Builder and export the batch again"
`);
  });
});
