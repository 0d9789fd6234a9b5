import { getAddress, Interface, type LogDescription } from "ethers";

/** A log of a receipt. */
export interface EventLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/**
 * Events of the contracts that Safes here have to do with. Twice where a Safe of 1.3.0 has no indexed argument: the topic
 * is the same, only the number of topics tells them apart.
 */
const known = [
  new Interface([
    "event AddedOwner(address indexed owner)",
    "event RemovedOwner(address indexed owner)",
    "event ChangedThreshold(uint256 threshold)",
    "event EnabledModule(address indexed module)",
    "event DisabledModule(address indexed module)",
    "event ChangedGuard(address indexed guard)",
    "event ChangedModuleGuard(address indexed moduleGuard)",
    "event ChangedFallbackHandler(address indexed handler)",
    "event ApproveHash(bytes32 indexed approvedHash, address indexed owner)",
    "event ExecutionSuccess(bytes32 indexed txHash, uint256 payment)",
    "event ExecutionFailure(bytes32 indexed txHash, uint256 payment)",
    "event SafeReceived(address indexed sender, uint256 value)",
    "event CallScheduled(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data, bytes32 predecessor, uint256 delay)",
    "event CallExecuted(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data)",
    "event CallSalt(bytes32 indexed id, bytes32 salt)",
    "event Cancelled(bytes32 indexed id)",
    "event MinDelayChange(uint256 oldDuration, uint256 newDuration)",
    "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
    "event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)",
    "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
    "event Upgraded(address indexed implementation)",
    "event AdminChanged(address previousAdmin, address newAdmin)",
    "event Transfer(address indexed from, address indexed to, uint256 value)",
    "event Approval(address indexed owner, address indexed spender, uint256 value)",
  ]),
  new Interface([
    "event AddedOwner(address owner)",
    "event RemovedOwner(address owner)",
    "event EnabledModule(address module)",
    "event DisabledModule(address module)",
    "event ChangedGuard(address guard)",
    "event ChangedFallbackHandler(address handler)",
    "event ExecutionSuccess(bytes32 txHash, uint256 payment)",
    "event ExecutionFailure(bytes32 txHash, uint256 payment)",
  ]),
];

/** What SafeL2 says on top of everything else: the transaction once more, which a proposal shows already. */
const safeL2Transaction = "0x66753cd2356569ee081232e3be8909b950e0a76c1f8460c3a5e3c2be32b11bed";

/** One line per event: `AddedOwner(0x...) of 0x...`. `abi` may hold events that only the caller knows. */
export function describeEvents(logs: readonly EventLog[], abi: readonly string[]): string[] {
  const given = new Interface(abi.filter((entry) => entry.startsWith("event ")));
  return logs
    .filter(({ topics }) => topics[0] !== safeL2Transaction)
    .map((log) => {
      const event = [...known, given].map((each) => parse(each, log)).find((found) => found !== null);
      const what = event ? `${event.name}(${event.args.join(", ")})` : log.topics[0];
      return `${what} of ${getAddress(log.address)}`;
    });
}

function parse(abi: Interface, { topics, data }: EventLog): LogDescription | null {
  try {
    return abi.parseLog({ topics, data });
  } catch {
    return null;
  }
}
