import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What the explorer knows of a contract on its chain. */
export interface IndexedContract {
  readonly address: string;
  readonly contractname: string;
  /** Without 0x. */
  readonly constructorArguments: string;
}

export interface ExplorerCall {
  readonly action: string;
  readonly address?: string;
  readonly guid?: string;
  readonly answer: string;
}

/** An answer in place of the explorer's own. */
export type Interference =
  | { readonly result: string; readonly status?: "0" | "1" }
  | { readonly httpStatus: number }
  | { readonly body: string }
  | { readonly location: string };

const formFields = [
  "action",
  "apikey",
  "codeformat",
  "compilerversion",
  "constructorArguements",
  "constructorArguments",
  "contractaddress",
  "contractname",
  "module",
  "sourceCode",
];
const statusFields = ["action", "apikey", "chainid", "guid", "module"];

/**
 * Speaks version 2 of Etherscan's API, as far as verification goes, with Etherscan's own texts. It is stricter: a field that
 * the API does not have, which Etherscan would overlook, is an error.
 */
export class ExplorerServer {
  readonly apiKey = "KEY0123456789";
  readonly calls: ExplorerCall[] = [];
  readonly indexed = new Map<string, IndexedContract>();
  readonly verified = new Set<string>();
  /** How often a submission is still pending when it is asked about. */
  pendingLooks = 1;
  /** Asked before every answer. */
  interfere: (action: string) => Interference | undefined = () => undefined;

  private readonly submissions = new Map<
    string,
    { looks: number; readonly verdict: string; readonly address: string }
  >();

  private constructor(
    private readonly server: Server,
    private readonly chainId: number,
  ) {}

  static async start(chainId: number): Promise<ExplorerServer> {
    const explorer = new ExplorerServer(createServer(), chainId);
    explorer.server.on("request", async (incoming: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const url = new URL(incoming.url ?? "/", explorer.url);
      const body = new URLSearchParams(Buffer.concat(chunks).toString());
      const action = url.searchParams.get("action") ?? body.get("action") ?? "";
      const fault = explorer.interfere(action);
      if (fault && "httpStatus" in fault) return response.writeHead(fault.httpStatus).end("{}");
      if (fault && "location" in fault) return response.writeHead(307, { location: fault.location }).end();
      if (fault && "body" in fault) return response.end(fault.body);
      const own = () =>
        url.pathname === "/v2/api" ? explorer.answer(incoming, url.searchParams, body) : error(`no ${url.pathname}`);
      const answer = fault ? { status: fault.status ?? "0", result: fault.result } : own();
      const address = body.get("contractaddress") ?? undefined;
      const guid = url.searchParams.get("guid") ?? undefined;
      explorer.calls.push({ action, ...(address && { address }), ...(guid && { guid }), answer: answer.result });
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify({ message: answer.status === "1" ? "OK" : "NOTOK", ...answer }));
    });
    await new Promise<void>((resolve) => explorer.server.listen(0, "127.0.0.1", resolve));
    return explorer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v2/api`;
  }

  index(contract: IndexedContract): void {
    this.indexed.set(contract.address.toLowerCase(), contract);
  }

  /** Loses what was submitted, as explorers do after a while. */
  forget(): void {
    this.submissions.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ method, headers }: IncomingMessage, query: URLSearchParams, body: URLSearchParams): Answer {
    if (query.get("chainid") !== `${this.chainId}`) {
      return error(
        "Missing or unsupported chainid parameter (required for v2 api), please see the list of supported chainids",
      );
    }
    const key = method === "POST" ? body.get("apikey") : query.get("apikey");
    if (!key) return error("Missing/Invalid API Key");
    if (key !== this.apiKey) return error("Invalid API Key (#err2)|0-");
    if (method === "GET") return this.look(query);
    if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") !== true) return error("no form");
    if ([...query.keys()].join() !== "chainid") return error(`fields in the address: ${[...query.keys()]}`);
    return this.submit(body);
  }

  private submit(form: URLSearchParams): Answer {
    const names = [...form.keys()].sort();
    if (names.join() !== formFields.join()) return error(`Error! Fields are ${names}`);
    const field = (name: string) => form.get(name) ?? "";
    if (field("module") !== "contract" || field("action") !== "verifysourcecode")
      return error("Error! Missing Or invalid Module name");
    if (field("codeformat") !== "solidity-standard-json-input") return error("Invalid code format");
    if (!/^v\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/.test(field("compilerversion")))
      return error("Invalid compiler version");
    if (!/^([0-9a-f]{2})*$/.test(field("constructorArguements")))
      return error("Invalid constructor arguments provided");
    if (!isStandardJson(field("sourceCode"), field("contractname"))) return error("Invalid source code");
    const address = field("contractaddress").toLowerCase();
    const contract = this.indexed.get(address);
    if (!contract) return error(`Unable to locate ContractCode at ${field("contractaddress")}`);
    if (this.verified.has(address)) return error("Contract source code already verified");
    const isRight =
      contract.contractname === field("contractname") &&
      contract.constructorArguments === field("constructorArguements") &&
      contract.constructorArguments === field("constructorArguments");
    const guid = `guid${this.submissions.size + 1}${address.slice(2)}`;
    const verdict = isRight ? "Pass - Verified" : "Fail - Unable to verify";
    this.submissions.set(guid, { looks: 0, verdict, address });
    return { status: "1", result: guid };
  }

  private look(query: URLSearchParams): Answer {
    if ([...query.keys()].sort().join() !== statusFields.join()) return error(`Error! Fields are ${[...query.keys()]}`);
    if (query.get("action") !== "checkverifystatus") return error("Error! Missing Or invalid Action name");
    const submission = this.submissions.get(query.get("guid") ?? "");
    if (!submission) return error("Unknown UID");
    submission.looks += 1;
    if (submission.looks <= this.pendingLooks) return error("Pending in queue");
    if (!submission.verdict.startsWith("Pass")) return error(submission.verdict);
    this.verified.add(submission.address);
    return { status: "1", result: submission.verdict };
  }
}

interface Answer {
  readonly status: "0" | "1";
  readonly result: string;
}

function error(result: string): Answer {
  return { status: "0", result };
}

function isStandardJson(text: string, contractname: string): boolean {
  const { language, sources, settings } = JSON.parse(text) as Record<string, Record<string, { content?: unknown }>>;
  const [file = ""] = contractname.split(":");
  return (
    (language as unknown) === "Solidity" &&
    settings !== undefined &&
    typeof sources?.[file]?.content === "string" &&
    Object.values(sources).every(({ content }) => typeof content === "string")
  );
}
