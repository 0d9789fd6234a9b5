import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Etherscan } from "../../../safes/explorer/etherscan";
import { findRequests, type VerificationRequest } from "../../../safes/explorer/request";
import { lookAtRequests, submitRequests } from "../../../safes/explorer/submission";
import { ExplorerServer, type Interference } from "./explorer-server";
import { sampleRequest, writeSample } from "./request-samples";

const chainId = 8453;

describe("submissions to an explorer", () => {
  let explorer: ExplorerServer;
  let folder: string;
  /** Of the pauses, in milliseconds: time stands still but for them. */
  let pauses: number[];
  let onPause: () => void;

  const samples = [1, 2, 3].map((number) => sampleRequest(chainId, number));
  const [first, second] = samples as [VerificationRequest, VerificationRequest];
  const pace = {
    now: () => pauses.reduce((sum, pause) => sum + pause, 0),
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds);
      onPause();
    },
  };
  const client = (key = explorer.apiKey, url = explorer.url) => new Etherscan(url, key, pace);
  const submit = (key?: string, url?: string) =>
    submitRequests(findRequests(folder), client(key, url), pace, { timeoutMs: 60_000, intervalMs: 5000 });
  const states = async (results: ReturnType<typeof submit>) => (await results).map(({ state }) => state);
  const deploy = (...requests: readonly VerificationRequest[]) => {
    for (const { contractaddress: address, contractname, constructorArguements } of requests) {
      explorer.index({ address, contractname, constructorArguments: constructorArguements });
    }
  };
  const write = (...requests: readonly VerificationRequest[]) => requests.map((each) => writeSample(folder, each));
  const callsOf = (action: string) => explorer.calls.filter((call) => call.action === action);
  const answerOnce = (...answers: Interference[]) => {
    explorer.interfere = () => answers.shift();
  };

  beforeEach(async () => {
    explorer = await ExplorerServer.start(chainId);
    folder = mkdtempSync(join(tmpdir(), "jeju-explorer-"));
    pauses = [];
    onPause = () => {};
  });
  afterEach(async () => {
    await explorer.stop();
    rmSync(folder, { recursive: true });
  });

  it("wait until the explorer has compiled everything", async () => {
    deploy(...samples);
    write(...samples);
    explorer.pendingLooks = 2;
    const results = await submit();
    expect(results.map(({ state, answer }) => [state, answer])).toEqual(Array(3).fill(["verified", "Pass - Verified"]));
    expect(callsOf("verifysourcecode")).toHaveLength(3);
    expect(callsOf("checkverifystatus")).toHaveLength(9);
    expect(pauses).toEqual([5000, 5000, 5000]);
  });

  it("are not sent again once they are verified", async () => {
    deploy(first);
    write(first);
    await submit();
    const calls = explorer.calls.length;
    expect(await states(submit())).toEqual(["verified"]);
    expect(explorer.calls).toHaveLength(calls);
  });

  it("go on after a run that ended while the explorer was at it", async () => {
    deploy(first);
    const [file = ""] = write(first);
    explorer.pendingLooks = 1000;
    expect(await submit()).toMatchObject([{ state: "open", answer: "Pending in queue" }]);
    expect(pace.now()).toBe(60_000);
    const record = JSON.parse(readFileSync(file.replace(".json", ".submission.json"), "utf8"));
    expect(record).toMatchObject({
      state: "pending",
      guid: expect.stringContaining("guid1"),
      answer: "Pending in queue",
    });
    explorer.pendingLooks = 0;
    pauses = [];
    expect(await states(submit())).toEqual(["verified"]);
    expect(callsOf("verifysourcecode")).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  it("are sent again when the explorer has forgotten them", async () => {
    deploy(first);
    write(first);
    explorer.pendingLooks = 1000;
    await submit();
    explorer.forget();
    explorer.pendingLooks = 0;
    expect(await states(submit())).toEqual(["verified"]);
    expect(callsOf("verifysourcecode")).toHaveLength(2);
  });

  it("are sent anew when the request is another one, and to another explorer", async () => {
    deploy(first);
    write(first);
    await submit();
    explorer.verified.clear();
    write({ ...first, sourceCode: { ...first.sourceCode, settings: { viaIR: false } } });
    expect(await states(submit())).toEqual(["verified"]);
    explorer.verified.clear();
    expect(await states(submit(explorer.apiKey, explorer.url.replace("127.0.0.1", "localhost")))).toEqual(["verified"]);
    expect(callsOf("verifysourcecode")).toHaveLength(3);
  });

  it("wait for an explorer that has not seen the contract yet", async () => {
    write(first);
    onPause = () => pauses.length === 3 && deploy(first);
    expect(await states(submit())).toEqual(["verified"]);
    expect(callsOf("verifysourcecode").map(({ answer }) => answer.slice(0, 30))).toEqual([
      ...Array(3).fill("Unable to locate ContractCode "),
      expect.stringContaining("guid1"),
    ]);
  });

  it("stay open when the contract never appears", async () => {
    write(first);
    expect(await submit()).toMatchObject([
      { state: "open", answer: `Unable to locate ContractCode at ${first.contractaddress}` },
    ]);
  });

  it.each(["Contract source code already verified", "Already Verified", "Smart-contract already verified."])(
    "take '%s' for success",
    async (result) => {
      write(first);
      answerOnce({ result });
      expect(await submit()).toMatchObject([{ state: "verified", answer: result }]);
    },
  );

  it("are refused with the explorer's words, and do not hold up the others", async () => {
    deploy({ ...first, constructorArguements: "00" }, second);
    write(first, second);
    expect(await submit()).toMatchObject([
      { contract: first.contractname, state: "refused", answer: "Fail - Unable to verify" },
      { contract: second.contractname, state: "verified" },
    ]);
    deploy(first);
    expect(await states(submit())).toEqual(["verified", "verified"]);
  });

  it("do not take the compiler's quotes for the explorer's own words", async () => {
    write(first);
    const result =
      "Fail - Unable to verify. block.chainid: already verified, pending, Max rate limit reached, invalid API Key";
    deploy(first);
    answerOnce({ result: "a-guid", status: "1" }, { result });
    expect(await submit()).toMatchObject([{ state: "refused", answer: result }]);
  });

  it.each<[string, Interference]>([
    ["a rate limit", { result: "Max rate limit reached, please use API Key for higher rate limit" }],
    ["a rate limit per second", { result: "Max calls per sec rate limit reached (3/sec)" }],
    ["a server that is overloaded", { httpStatus: 503 }],
    ["a page in place of an answer", { body: "<html>" }],
  ])("try again after %s", async (_what, fault) => {
    deploy(first);
    write(first);
    answerOnce(fault, fault);
    expect(await states(submit())).toEqual(["verified"]);
    expect(pauses.slice(0, 2)).toEqual([1000, 2000]);
  });

  it("end when the explorer keeps failing, and go on from there", async () => {
    deploy(first, second);
    write(first, second);
    let calls = 0;
    explorer.interfere = () => (++calls > 1 ? { httpStatus: 502 } : undefined);
    await expect(submit()).rejects.toThrow(
      /the explorer does not answer \(127\.0\.0\.1:\d+\)\n {2}got: {6}HTTP 502\n {2}fix: {6}run the command again/,
    );
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000]);
    explorer.interfere = () => undefined;
    expect(await states(submit())).toEqual(["verified", "verified"]);
    expect(callsOf("verifysourcecode").map(({ address }) => address)).toEqual([
      first.contractaddress,
      second.contractaddress,
    ]);
  });

  it.each<[string, string]>([
    ["a daily limit", "Daily limit of 250 source code submissions reached"],
    ["a daily limit of calls", "Max daily rate limit reached. 100000 (100%) of 100000 day/limit"],
    ["a version of the API that is over", "You are using a deprecated V1 endpoint, switch to Etherscan API V2"],
  ])("end at once for %s", async (_what, result) => {
    write(first);
    answerOnce({ result });
    await expect(submit()).rejects.toThrow(result);
    expect(pauses).toEqual([]);
  });

  it("end at once for a key that the explorer does not take, and for a chain that it does not know", async () => {
    write(first);
    await expect(submit("another")).rejects.toThrow("Invalid API Key");
    rmSync(folder, { recursive: true });
    write(sampleRequest(1, 1));
    await expect(submit()).rejects.toThrow("Missing or unsupported chainid parameter");
  });

  it("never follow a redirection with the key, and never name the key", async () => {
    write(first);
    explorer.interfere = () => ({ location: "http://127.0.0.1:1/v2/api" });
    const failure = await submit().catch((error: Error) => error.message);
    expect(failure).toContain("unexpected redirect");
    answerOnce({ result: `Invalid API Key ${explorer.apiKey}` });
    const refused = await submit().catch((error: Error) => error.message);
    expect(refused).toContain("Invalid API Key <key>");
    expect(`${failure} ${refused}`).not.toContain(explorer.apiKey);
  });

  it.each(["http://explorer.example/api", "ftp://127.0.0.1/api", "explorer"])(
    "are not sent to %s, where others could read the key",
    (url) => {
      expect(() => client(undefined, url)).toThrow("this is no address of an explorer's API");
    },
  );

  it("leave out requests that are not complete", async () => {
    deploy(first);
    const [file = ""] = write(first);
    const incomplete = { contractname: "src/A.sol:A", missing: [{ path: "src/B.sol", keccak256: "0x00", urls: [] }] };
    writeFileSync(file.replace(".json", ".incomplete.json"), JSON.stringify(incomplete));
    expect(await submit()).toMatchObject([
      { state: "refused", answer: "incomplete without src/B.sol" },
      { state: "verified" },
    ]);
  });

  it("are looked at without being sent", async () => {
    deploy(...samples);
    const [file = ""] = write(first);
    expect(await lookAtRequests(findRequests(file), client())).toMatchObject([
      { state: "open", answer: "not submitted" },
    ]);
    expect(explorer.calls).toEqual([]);
    expect(existsSync(file.replace(".json", ".submission.json"))).toBe(false);
    explorer.pendingLooks = 1000;
    await submit();
    explorer.pendingLooks = 0;
    write(second);
    const looked = await lookAtRequests(findRequests(folder), client());
    expect(looked.map(({ state }) => state)).toEqual(["verified", "open"]);
  });

  it("refuse a folder without requests, and a file that was edited into something else", () => {
    expect(() => findRequests(folder)).toThrow("there are no requests");
    const [file = ""] = write(first);
    writeFileSync(file, JSON.stringify({ ...first, constructorArguments: "00" }));
    expect(() => findRequests(folder)).toThrow(
      /this is no request to an explorer[\s\S]*Unrecognized key: "constructorArguments"/,
    );
  });
});
