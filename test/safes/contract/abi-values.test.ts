import { Interface } from "ethers";
import { decodeAnswer, encodeAnswer, encodeCall } from "../../../safes/contract/abi-values";

const address = "0x41675C099F32341bf84BFc5382aF534df5C7461a";
const limits = "function setLimits((uint256 gas, bool isStrict, address[] exempt) limits, bytes32 digest)";

describe("a value that a program writes", () => {
  const encoded = new Interface([limits]).encodeFunctionData("setLimits", [
    [10n ** 30n, true, [address]],
    `0x${"ab".repeat(32)}`,
  ]);

  it.each<[string, unknown]>([
    ["a list for a tuple, and text for a large number", [`${10n ** 30n}`, true, [address]]],
    ["an object for a tuple, in any order", { exempt: [address], isStrict: true, gas: `${10n ** 30n}` }],
    ["hex for a number", ["0xc9f2c9cd04674edea40000000", true, [address]]],
    ["an address in lower case", [`${10n ** 30n}`, true, [address.toLowerCase()]]],
  ])("may be %s", (_what, tuple) => {
    expect(encodeCall(limits, [tuple, `0x${"AB".repeat(32)}`])).toBe(encoded);
  });

  const refusal = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return (error as Error).message;
    }
    return "nothing was refused";
  };

  it.each<[string, unknown[]]>([
    ["text for a boolean, which would count as true", [[1, "false", []], `0x${"ab".repeat(32)}`]],
    ["a part that is missing", [{ gas: 1, isStrict: true }, `0x${"ab".repeat(32)}`]],
    ["a part that there is not", [{ gas: 1, isStrict: true, exempt: [], more: 1 }, `0x${"ab".repeat(32)}`]],
    ["a number beyond what a double can hold", [[2 ** 60, true, []], `0x${"ab".repeat(32)}`]],
    ["an address with a wrong checksum", [[1, true, [address.replace("a", "A")]], `0x${"ab".repeat(32)}`]],
    ["too few bytes", [[1, true, []], "0xab"]],
    ["one argument too few", [[1, true, []]]],
  ])("is refused with the reason: %s", (_what, values) => {
    expect(refusal(() => encodeCall(limits, values))).toMatchSnapshot();
  });
});

describe("what a view answers", () => {
  const same = (signature: string, answer: unknown[], expected: unknown) => {
    const data = new Interface([signature]).encodeFunctionResult(/function (\w+)/.exec(signature)?.[1] ?? "", answer);
    return decodeAnswer(signature, data)?.encoded === encodeAnswer(signature, expected);
  };

  it.each<[string, string, unknown[], unknown]>([
    ["an address, whatever its case", "function a() view returns (address)", [address], address.toLowerCase()],
    ["a number as text", "function a() view returns (uint256)", [2n ** 255n], `${2n ** 255n}`],
    ["a number below zero", "function a() view returns (int64)", [-5n], -5],
    ["bytes, whatever their case", "function a() view returns (bytes)", ["0xabcd"], "0xABCD"],
    ["text, in its case", "function a() view returns (string)", ["Jeju"], "Jeju"],
    ["several values", "function a() view returns (bool yes, uint8 kind)", [true, 3], [true, 3]],
    ["several values by name", "function a() view returns (bool yes, uint8 kind)", [true, 3], { kind: 3, yes: true }],
    ["a list", "function a() view returns (address[])", [[address]], [address.toLowerCase()]],
    [
      "a tuple",
      "function a() view returns ((uint256 gas, bool isStrict) limits)",
      [[5, false]],
      { gas: "5", isStrict: false },
    ],
  ])("is equal to what is expected: %s", (_what, signature, answer, expected) => {
    expect(same(signature, answer, expected)).toBe(true);
  });

  it.each<[string, string, unknown[], unknown]>([
    ["text in another case", "function a() view returns (string)", ["Jeju"], "jeju"],
    ["another number", "function a() view returns (uint256)", [10], "1"],
    ["a list in another order", "function a() view returns (uint8[])", [[1, 2]], [2, 1]],
    ["a shorter list", "function a() view returns (uint8[])", [[1, 2]], [1]],
  ])("is not equal: %s", (_what, signature, answer, expected) => {
    expect(same(signature, answer, expected)).toBe(false);
  });

  it("is nothing when it is not what the function returns", () => {
    expect(decodeAnswer("function a() view returns (uint256)", "0x")).toBeUndefined();
    expect(decodeAnswer("function a() view returns (bool)", `0x${"00".repeat(31)}02`)?.text).not.toBe("false");
  });
});
