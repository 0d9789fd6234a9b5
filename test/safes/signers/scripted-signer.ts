import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { join } from "node:path";
import { type JsonRpcServer, serveJsonRpc } from "../../json-rpc-server";

type Answer = object | ((params: readonly unknown[]) => object | Promise<object>);

/** A remote signer that answers each method as a test wants; what it has no answer for waits for ever. */
export class ScriptedSigner {
  answers: Readonly<Record<string, Answer>> = {};
  readonly asked: [method: string, params: readonly unknown[]][] = [];
  private server: JsonRpcServer | undefined;

  get url(): string {
    return this.server?.url ?? "";
  }

  async start(tls?: ServerOptions): Promise<void> {
    this.server = await serveJsonRpc((method, params) => {
      this.asked.push([method, params]);
      const scripted = this.answers[method];
      return typeof scripted === "function" ? scripted(params) : scripted;
    }, tls);
  }

  async stop(): Promise<void> {
    await this.server?.stop();
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
