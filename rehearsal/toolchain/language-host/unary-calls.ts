import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";

/**
 * Unary calls of gRPC with the messages left as the bytes that they are on the wire: "gRPC over HTTP2" in the grpc
 * repository's docs. A hop through @grpc/grpc-js takes twice the processor time of one through this, and a preview
 * makes two for every resource.
 */
export interface UnaryAnswer {
  /** A message behind its five bytes of flag and length; nothing where there is none. */
  readonly body: Buffer;
  /** Code of gRPC, 0 for OK. */
  readonly status: number;
  /** What went wrong, percent-encoded as on the wire. */
  readonly message?: string;
}

/** A message without a field that is set. */
export const emptyMessage: UnaryAnswer = { body: Buffer.alloc(5), status: 0 };

export const UNAVAILABLE = 14;
export const UNIMPLEMENTED = 12;

/** What the engine prints is the message alone. */
export function refusal(status: number, message: string): UnaryAnswer {
  return { body: Buffer.alloc(0), status, message: encodeURI(message) };
}

/** The one message of a call, without flag and length. @throws Error when it is compressed, which nobody here asks for */
export function messageIn(body: Buffer): Buffer {
  if (body.length > 0 && body[0] !== 0) throw new Error("a compressed message of gRPC");
  return body.subarray(5);
}

const CONTENT_TYPE = "application/grpc";
/** A whole stack travels in one message. */
const windowBytes = 1 << 24;
const settings = { initialWindowSize: windowBytes };

export interface UnaryServer {
  readonly port: number;
  stop(): void;
}

/** Serves on loopback; `answer` gets the call's path, as `/pulumirpc.Analyzer/Analyze`. */
export function serveUnaryCalls(answer: (path: string, body: Buffer) => Promise<UnaryAnswer>): Promise<UnaryServer> {
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer({ settings });
  server.on("session", (session) => {
    session.setLocalWindowSize(windowBytes);
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  server.on("stream", async (stream, headers) => {
    // A caller that has gone away wants no answer.
    stream.on("error", () => {});
    const path = headers[":path"] ?? "";
    const { body, status, message } = await bodyOf(stream)
      .then((request) => answer(path, request))
      .catch((error: unknown) => refusal(UNAVAILABLE, error instanceof Error ? error.message : String(error)));
    if (stream.destroyed) return;
    const trailers = { "grpc-status": `${status}`, ...(message && { "grpc-message": message }) };
    stream.respond({ ":status": 200, "content-type": CONTENT_TYPE }, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers(trailers));
    stream.end(body);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      // Of net's three kinds of address a port has this one.
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        stop: () => {
          server.close();
          for (const session of sessions) session.destroy();
        },
      });
    });
  });
}

export class UnaryClient {
  private readonly session: http2.ClientHttp2Session;

  constructor(port: number) {
    this.session = http2.connect(`http://127.0.0.1:${port}`, { settings });
    this.session.once("connect", () => this.session.setLocalWindowSize(windowBytes));
    // Each call has the error too.
    this.session.on("error", () => {});
  }

  async call(path: string, body: Buffer): Promise<UnaryAnswer> {
    const stream = this.session.request({
      ":method": "POST",
      ":path": path,
      "content-type": CONTENT_TYPE,
      te: "trailers",
    });
    let told: http2.IncomingHttpHeaders = {};
    // What fails before it has a message comes with the status in its first headers.
    for (const event of ["response", "trailers"]) stream.on(event, (headers) => (told = { ...told, ...headers }));
    stream.end(body);
    const response = await bodyOf(stream);
    const { "grpc-status": status, "grpc-message": message } = told;
    if (status === undefined) return refusal(UNAVAILABLE, "the connection ended before the answer did");
    return { body: response, status: Number(status), ...(message && { message: `${message}` }) };
  }

  close(): void {
    this.session.close();
  }
}

async function bodyOf(stream: http2.Http2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
