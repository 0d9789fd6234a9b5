import { Interface } from "ethers";
import { explainFailure } from "../../../safes/simulation/revert-cause";
import { address } from "../proposals/samples";

const solidity = new Interface(["error Error(string)", "error Panic(uint256)", "error Paused(address by)"]);
const reverted = (name: string, ...args: unknown[]) => ({
  error: "execution reverted",
  output: solidity.encodeErrorResult(name, args),
});

describe("why a simulated transaction failed", () => {
  it("is the reason that it gave, in words where it is a code of Safe's", () => {
    expect(explainFailure(reverted("Error", "GS025"), [])).toMatch(/^reverted with GS025: ./);
    expect(explainFailure(reverted("Error", "not today"), [])).toBe("reverted with not today");
  });

  it("is what the innermost call reverted with, and where", () => {
    const inner = { to: address(7), ...reverted("Panic", 17) };
    const frame = {
      ...reverted("Error", "GS013"),
      calls: [{ to: address(6) }, { to: address(5), error: "x", calls: [inner] }],
    };
    expect(explainFailure(frame, [])).toMatch(
      new RegExp(`^reverted with GS013.*; because ${address(7)} reverted with Panic\\(17\\)$`),
    );
  });

  it("is not a failure that somebody caught on the way", () => {
    const caught = { to: address(7), ...reverted("Error", "caught") };
    const frame = { ...reverted("Error", "later"), calls: [caught, { to: address(6) }] };
    expect(explainFailure(frame, [])).toBe("reverted with later");
  });

  it("names errors of the caller's contracts, and shows the bytes of unknown ones", () => {
    const frame = reverted("Paused", address(7));
    expect(explainFailure(frame, ["error Paused(address by)"])).toBe(`reverted with Paused(${address(7)})`);
    expect(explainFailure(frame, [])).toBe(`reverted with ${frame.output}`);
  });

  it("is what the machine says where no data came back", () => {
    expect(explainFailure({ error: "out of gas", output: "0x" }, [])).toBe("out of gas");
  });
});
