import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";

type Answer = object | ((params: readonly unknown[]) => object | Promise<object>);

/** A remote signer that answers each method as a test wants; what it has no answer for waits for ever. */
export class ScriptedSigner {
  answers: Readonly<Record<string, Answer>> = {};
  readonly asked: [method: string, params: readonly unknown[]][] = [];
  url = "";
  private server: (Server & { closeAllConnections(): void }) | undefined;

  async start(tls?: ServerOptions): Promise<void> {
    const server = tls ? createTlsServer(tls) : createServer();
    server.on("request", async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const { method, params } = JSON.parse(Buffer.concat(chunks).toString());
      this.asked.push([method, params]);
      const scripted = this.answers[method];
      const answer = typeof scripted === "function" ? await scripted(params) : scripted;
      if (answer) response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.server = server;
    this.url = `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

/** An authority with a server and a client, and a stranger that vouches for itself. */
export function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = (name: string) =>
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", `${name}-key.pem`);
  const own = (name: string) => {
    key(name);
    openssl("req", "-x509", "-key", `${name}-key.pem`, "-subj", `/CN=${name}`, "-days", "2", "-out", `${name}.pem`);
  };
  own("ca");
  own("stranger");
  writeFileSync(join(folder, "server.ext"), "subjectAltName=IP:127.0.0.1");
  writeFileSync(join(folder, "client.ext"), "extendedKeyUsage=clientAuth");
  for (const name of ["server", "client"]) {
    key(name);
    openssl("req", "-new", "-key", `${name}-key.pem`, "-subj", `/CN=${name}`, "-out", `${name}.csr`);
    openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial"],
      ...["-days", "2", "-extfile", `${name}.ext`, "-out", `${name}.pem`],
    );
  }
}
