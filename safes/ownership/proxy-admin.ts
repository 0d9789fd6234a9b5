import { Interface, ZeroAddress } from "ethers";
import { adminOf, askAddress, ownerOf } from "../call/authority";
import type { ChainSnapshot, Step } from "../connection";
import { refusalOf } from "../contract/foresight";
import { UserError } from "../user-error";
import type { HandOver, Holding, Right } from "./right";

/** TransparentUpgradeableProxy of OpenZeppelin 3 and 4, and Optimism's Proxy.sol. */
const proxy = new Interface(["function admin() returns (address)", "function changeAdmin(address newAdmin)"]);
/** L1ChugSplashProxy.sol of Optimism, whose owner is in the same slot. */
const chugSplash = new Interface(["function getOwner() returns (address)", "function setOwner(address owner)"]);
/** ProxyAdmin of OpenZeppelin 3 and 4, and of Optimism, which knows each of its proxies' kind. */
const proxyAdmin = new Interface(["function changeProxyAdmin(address proxy, address newAdmin)"]);

/** The right to exchange a proxy's implementation, which is in a slot of its own (EIP-1967). */
export const proxyAdminRight: Right = {
  observe: async (chain, { contract, newOwner, deployer }): Promise<Holding> => {
    const admin = await adminOf(chain, contract);
    if (admin === ZeroAddress) {
      throw new UserError({
        what: "this is no proxy with an admin",
        where: contract,
        got: "nothing in the admin slot of EIP-1967",
        fix: "a ResolvedDelegateProxy follows the owner of its AddressManager, a UUPS proxy its implementation's own rules: hand over those",
      });
    }
    const isDeployers = admin === deployer || (await ownerOf(chain, admin)) === deployer;
    return { holder: admin, isHandedOver: admin === newOwner, isDeployers: admin !== newOwner && isDeployers };
  },

  rounds: async (connection, chain, handOver) => {
    const { name, contract, newOwner } = handOver;
    const isDone = async () => {
      const now = await connection.read();
      return (await now.code(contract)) !== "0x" && (await adminOf(now, contract)) === newOwner;
    };
    const call = await changeOf(chain, handOver);
    const step: Step = {
      key: "change",
      ...call,
      description: `${name}: proxy ${contract} to the admin ${newOwner}`,
      isDone,
    };
    return [[step]];
  },
};

/** The call that gives a proxy another admin; which one it is depends on the kind of proxy. */
async function changeOf(
  chain: ChainSnapshot,
  { contract, newOwner, deployer }: HandOver,
): Promise<{ readonly to: string; readonly data: string }> {
  const changeAdmin = { to: contract, data: proxy.encodeFunctionData("changeAdmin", [newOwner]) };
  // A preview asks what it costs before there is a proxy to tell its kind.
  if ((await chain.code(contract)) === "0x") return changeAdmin;
  const admin = await adminOf(chain, contract);
  if (admin !== deployer) {
    const data = proxyAdmin.encodeFunctionData("changeProxyAdmin", [contract, newOwner]);
    if (!(await refusalOf(chain, { from: deployer, to: admin, data }))) return { to: admin, data };
    throw new UserError({
      what: "the proxy's admin cannot give it to another one",
      where: admin,
      got: "a contract without changeProxyAdmin(address,address), as OpenZeppelin's ProxyAdmin since 5.0",
      fix: `hand over the admin itself: contract: "${admin}", right: "owner"`,
    });
  }
  // To its admin a proxy answers itself instead of passing the call on.
  const answers = async (question: string) => (await askAddress(chain, contract, question, deployer)) === deployer;
  if (await answers(chugSplash.encodeFunctionData("getOwner"))) {
    return { to: contract, data: chugSplash.encodeFunctionData("setOwner", [newOwner]) };
  }
  if (await answers(proxy.encodeFunctionData("admin"))) return changeAdmin;
  throw new UserError({
    what: "nobody here knows how to give this proxy another admin",
    where: contract,
    expected: "admin() and changeAdmin(address), or getOwner() and setOwner(address)",
    fix: "make the change a Call of its own",
  });
}
