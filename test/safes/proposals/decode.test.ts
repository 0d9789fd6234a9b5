import { Interface, id, MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import { composeRejection, composeTransaction } from "../../../safes/proposals/composition";
import { type DecodedCall, decodeTransaction } from "../../../safes/proposals/decode";
import { describeCall } from "../../../safes/proposals/decoded-text";
import { encodeBatch } from "../../../safes/proposals/multi-send";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import { encodeCancel, encodeExecute, encodeSchedule, operationId } from "../../../safes/proposals/timelock-calls";
import { address, safe, state, transaction } from "./samples";

const token = address(0x70);
const timelock = address(0x71);
const admin = address(0x72);
const other = new Interface([
  "function transfer(address to, uint256 amount)",
  "function approve(address spender, uint256 amount)",
  "function upgrade(address proxy, address implementation)",
  "function upgradeAndCall(address proxy, address implementation, bytes data)",
  "function grantRole(bytes32 role, address account)",
  "function transferOwnership(address owner)",
  "function updateDelay(uint256 delay)",
  "function pause(address identifier)",
  "function configure((uint64 limit, address[] targets) settings, string name)",
]);
const call = (to: string, name: string, ...args: unknown[]) => ({
  to,
  value: 0n,
  data: other.encodeFunctionData(name, args),
});
const self = (name: string, ...args: unknown[]) => ({
  to: safe,
  value: 0n,
  data: safeAbi.encodeFunctionData(name, args),
});

const text = (calls: Parameters<typeof composeTransaction>[0], abi?: string[]) =>
  describeCall(decodeTransaction(composeTransaction(calls, state, { nonce: 7n }), state, { abi })).join("\n");

describe("a decoded transaction", () => {
  it("says what a Safe does to itself, batch and all", () => {
    const calls = [
      self("swapOwner", address(1), address(2), address(9)),
      self("addOwnerWithThreshold", address(8), 3),
      self("removeOwner", address(8), address(1), 2),
      self("changeThreshold", 3),
      self("enableModule", address(21)),
      self("disableModule", address(22), address(21)),
      self("setGuard", ZeroAddress),
      self("setFallbackHandler", address(33)),
    ];
    expect(text(calls)).toMatchInlineSnapshot(`
"1. DELEGATECALL MultiSendCallOnly 1.4.1 0x9641d764fc13c8B624c04430C7356C1C7C8102e2
   multiSend(bytes transactions)
   1.1. this Safe 0x00000000000000000000000000000000A0005afE
      = owner 0x00000000000000000000000000000000A0000002 is replaced by 0x00000000000000000000000000000000a0000009
      swapOwner(address prevOwner, address oldOwner, address newOwner)
        prevOwner  0x00000000000000000000000000000000A0000001
        oldOwner   0x00000000000000000000000000000000A0000002
        newOwner   0x00000000000000000000000000000000a0000009
   1.2. this Safe 0x00000000000000000000000000000000A0005afE
      = 0x00000000000000000000000000000000A0000008 becomes an owner; threshold 3
      addOwnerWithThreshold(address owner, uint256 threshold)
        owner      0x00000000000000000000000000000000A0000008
        threshold  3
   1.3. this Safe 0x00000000000000000000000000000000A0005afE
      = 0x00000000000000000000000000000000A0000001 is no owner any more; threshold 2
      removeOwner(address prevOwner, address owner, uint256 threshold)
        prevOwner  0x00000000000000000000000000000000A0000008
        owner      0x00000000000000000000000000000000A0000001
        threshold  2
   1.4. this Safe 0x00000000000000000000000000000000A0005afE
      = the threshold becomes 3
      changeThreshold(uint256 threshold)
        threshold  3
   1.5. this Safe 0x00000000000000000000000000000000A0005afE
      = MODULE 0x00000000000000000000000000000000a0000015 MAY ACT FOR THE SAFE WITHOUT SIGNATURES
      enableModule(address module)
        module  0x00000000000000000000000000000000a0000015
   1.6. this Safe 0x00000000000000000000000000000000A0005afE
      = module 0x00000000000000000000000000000000a0000015 may not act for the Safe any more
      disableModule(address prevModule, address module)
        prevModule  0x00000000000000000000000000000000A0000016
        module      0x00000000000000000000000000000000a0000015
   1.7. this Safe 0x00000000000000000000000000000000A0005afE
      = the guard becomes none
      setGuard(address guard)
        guard  0x0000000000000000000000000000000000000000
   1.8. this Safe 0x00000000000000000000000000000000A0005afE
      = the fallback handler becomes 0x00000000000000000000000000000000A0000021
      setFallbackHandler(address handler)
        handler  0x00000000000000000000000000000000A0000021"
`);
  });

  it("goes into what a timelock is asked to do, with the operation's id", () => {
    const operation = {
      calls: [
        call(admin, "upgradeAndCall", token, address(99), other.encodeFunctionData("pause", [address(1)])),
        call(timelock, "updateDelay", 86_400),
      ],
      predecessor: ZeroHash,
      salt: id("salt"),
    };
    expect(
      text([encodeSchedule(timelock, operation, 172_800n)], ["function pause(address identifier)"]),
    ).toMatchInlineSnapshot(`
"1. TimelockController 0x00000000000000000000000000000000A0000071
   = may be executed 48 h (172800 s) later
   scheduleBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt, uint256 delay)
     predecessor  0x0000000000000000000000000000000000000000000000000000000000000000
     salt         0xa05e334153147e75f3f416139b5109d1179cb56fef6a4ecb4c4cbc92a7c37b70
     delay        172800
   operation 0xf7f99fc597e87821f7afc7a96a77b623bc990e56403256215a64313524ae5b81
   1.1. ProxyAdmin 0x00000000000000000000000000000000A0000072
      = proxy 0x00000000000000000000000000000000A0000070 runs 0x00000000000000000000000000000000A0000063
      upgradeAndCall(address proxy, address implementation, bytes data)
        proxy           0x00000000000000000000000000000000A0000070
        implementation  0x00000000000000000000000000000000A0000063
      1.1.1. contract 0x00000000000000000000000000000000A0000070
         pause(address identifier)
           identifier  0x00000000000000000000000000000000A0000001
   1.2. TimelockController 0x00000000000000000000000000000000A0000071
      = the delay becomes 24 h (86400 s)
      updateDelay(uint256 newDelay)
        newDelay  86400"
`);
    expect(text([encodeExecute(timelock, operation)])).toContain(`operation ${operationId(operation)}`);
    expect(text([encodeCancel(timelock, operationId(operation))])).toContain(
      `= operation ${operationId(operation)} is cancelled`,
    );
  });

  it("knows upgrades, roles, owners and tokens", () => {
    const calls = [
      call(admin, "upgrade", token, address(99)),
      call(timelock, "grantRole", id("CANCELLER_ROLE"), safe),
      call(timelock, "grantRole", ZeroHash, safe),
      call(admin, "transferOwnership", timelock),
      call(token, "transfer", address(5), 1_000_000),
      call(token, "approve", address(5), MaxUint256),
    ];
    const meanings = text(calls)
      .split("\n")
      .filter((line) => line.includes("= "));
    expect(meanings.map((line) => line.trim())).toMatchInlineSnapshot(`
[
  "= proxy 0x00000000000000000000000000000000A0000070 runs 0x00000000000000000000000000000000A0000063",
  "= 0x00000000000000000000000000000000A0005afE gets the role CANCELLER_ROLE",
  "= 0x00000000000000000000000000000000A0005afE gets the role DEFAULT_ADMIN_ROLE",
  "= 0x00000000000000000000000000000000A0000072 belongs to 0x00000000000000000000000000000000A0000071",
  "= 1000000 of the smallest units of 0x00000000000000000000000000000000A0000070 go to 0x00000000000000000000000000000000A0000005",
  "= 0x00000000000000000000000000000000A0000005 may take 115792089237316195423570985008687907853269984665640564039457584007913129639935 of the smallest units of 0x00000000000000000000000000000000A0000070",
]
`);
  });

  it("goes into the transaction of another Safe", () => {
    const inner = transaction({ to: token, data: other.encodeFunctionData("transfer", [address(5), 7]) });
    const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = inner;
    const args = [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, "0x"];
    const nested = { ...self("execTransaction", ...args), to: address(0x5aff) };
    expect(text([nested])).toContain(`= 7 of the smallest units of ${token} go to ${address(5)}`);
  });

  it("names what only the caller knows, structures and all", () => {
    const data = call(token, "configure", [5, [address(1), address(2)]], "night");
    const { arguments: args } = decodeTransaction(composeTransaction([data], state, { nonce: 7n }), state, {
      abi: ["function configure((uint64 limit, address[] targets) settings, string name)"],
    });
    expect(args).toEqual([
      { name: "settings", type: "(uint64,address[])", value: ["5", [address(1), address(2)]] },
      { name: "name", type: "string", value: "night" },
    ]);
  });

  it("lets nobody rename a function that is known", () => {
    const renamed = decodeTransaction(transaction(call(token, "transfer", address(5), 7)), state, {
      abi: ["function transfer(address harmless, uint256 nothing)"],
    });
    expect(renamed.function).toBe("transfer(address to, uint256 amount)");
  });

  it("shows a transfer of coins, a rejection and an unknown call as what they are", () => {
    expect(text([{ to: address(5), value: 12n, data: "0x" }])).toMatchInlineSnapshot(`
"1. account 0x00000000000000000000000000000000A0000005
   sends 12 wei"
`);
    expect(describeCall(decodeTransaction(composeRejection(safe, 7n), state)).join("\n")).toMatchInlineSnapshot(`
"1. this Safe 0x00000000000000000000000000000000A0005afE
   = nothing; uses up the nonce"
`);
    expect(text([{ to: address(5), value: 0n, data: "0x1234567890" }])).toMatchInlineSnapshot(`
"1. unknown contract 0x00000000000000000000000000000000A0000005
   not decoded: 0x1234567890"
`);
  });

  it("cries out over a DELEGATECALL to code that is not Safe's, even when it looks like a batch", () => {
    const data = encodeBatch([{ ...self("changeThreshold", 1), operation: 0 }]);
    const decoded = decodeTransaction(transaction({ operation: 1, data }), state);
    expect(describeCall(decoded).join("\n")).toMatchInlineSnapshot(`
"1. DELEGATECALL UNKNOWN CODE 0x00000000000000000000000000000000A000BeeF
   multiSend(bytes transactions)
   1.1. this Safe 0x00000000000000000000000000000000A0005afE
      = the threshold becomes 1
      changeThreshold(uint256 threshold)
        threshold  1"
`);
  });

  it("does not decode what a contract would read differently", () => {
    const { data } = call(token, "transfer", address(5), 7);
    const decode = (changed: string) => decodeTransaction(transaction({ data: changed }), state);
    const dirty = data.replace(
      `${"0".repeat(24)}${address(5).slice(2).toLowerCase()}`,
      `${"f".repeat(24)}${address(5).slice(2).toLowerCase()}`,
    );
    expect(dirty).not.toBe(data);
    for (const changed of [`${data}00`, data.slice(0, -2), dirty]) {
      expect(decode(changed)).toMatchObject({ data: changed, contract: "unknown contract" });
    }
    const torn = encodeBatch([{ operation: 0, to: token, value: 0n, data }]).replace(
      "00000000000044a9059cbb",
      "00000000000099a9059cbb",
    );
    expect(decodeTransaction(transaction({ operation: 1, data: torn }), state)).toMatchObject({ data: torn });
  });

  it("stops where somebody nests for the sake of nesting", () => {
    const nest = (depth: number): string =>
      encodeBatch([{ operation: 0, to: token, value: 0n, data: depth === 0 ? "0x" : nest(depth - 1) }]);
    const depthOf = ({ calls = [] }: DecodedCall): number => 1 + Math.max(0, ...calls.map(depthOf));
    expect(depthOf(decodeTransaction(transaction({ data: nest(30) }), state))).toBe(9);
  });

  it("shows an operation that does not exist", () => {
    const data = encodeBatch([{ operation: 3, to: token, value: 0n, data: "0x" }]);
    expect(decodeTransaction(transaction({ operation: 1, data }), state).calls?.[0]?.operation).toBe("unknown 3");
  });
});
