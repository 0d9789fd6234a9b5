import * as pulumi from "@pulumi/pulumi";
import { Call, Contract, Ownership } from "../../safes/sdk";
import { Recording } from "../infra/recorded-resources";

const admin = "0x1111111111111111111111111111111111111111";

describe("the resource classes", () => {
  it("send what the provider reads: numbers of any size, outputs inside of arguments, tuples", async () => {
    const recording = await Recording.of(() => {
      const proxyAdmin = new Contract("proxy-admin", {
        artifact: "out/ProxyAdmin.json",
        constructorArguments: [admin, 2n ** 200n, [{ gas: 5n, isStrict: true }]],
        libraries: { Sums: pulumi.output(admin) },
        creatorCalls: [{ function: "function transferOwnership(address)", arguments: [pulumi.output(admin)] }],
      });
      new Call("limit", {
        to: proxyAdmin.address,
        function: "function setLimits((uint256 gas, bool isStrict) limits)",
        arguments: [{ gas: pulumi.output(7n), isStrict: false }],
        postCondition: { function: "function gas() view returns (uint256)", expected: 7n },
      });
      new Ownership("to-timelock", { contract: proxyAdmin.address, newOwner: admin });
    }, addressed);
    expect(recording.inputs("safes:index:Contract")).toEqual({
      artifact: "out/ProxyAdmin.json",
      constructorArguments: [admin, `${2n ** 200n}`, [{ gas: "5", isStrict: true }]],
      libraries: { Sums: admin },
      creatorCalls: [{ function: "function transferOwnership(address)", arguments: [admin] }],
    });
    expect(recording.inputs("safes:index:Call")).toEqual({
      to: admin,
      function: "function setLimits((uint256 gas, bool isStrict) limits)",
      arguments: [{ gas: "7", isStrict: false }],
      postCondition: { function: "function gas() view returns (uint256)", expected: "7" },
    });
    expect(recording.inputs("safes:index:Ownership")).toEqual({ contract: admin, newOwner: admin });
  });
});

const addressed = ({ type }: { readonly type: string }): Record<string, unknown> =>
  type === "safes:index:Contract" ? { address: admin } : {};
