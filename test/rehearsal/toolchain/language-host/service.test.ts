import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import {
  AboutRequest,
  type AboutResponse,
  type DependencyInfo,
  GetProgramDependenciesRequest,
  type GetProgramDependenciesResponse,
  GetRequiredPackagesRequest,
  type GetRequiredPackagesResponse,
  InstallDependenciesRequest,
  LanguageHandshakeRequest,
  PackRequest,
} from "@pulumi/pulumi/proto/language_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ask, type ConnectedHost, connectHost, programInfo } from "./connect";

const root = join(__dirname, "../../../..");
const info = programInfo(root, {});

describe("the language host", () => {
  let host: ConnectedHost;
  beforeAll(async () => {
    host = await connectHost();
  });
  afterAll(() => host.stop());

  it("shakes hands and has the version of the SDK", async () => {
    const { client } = host;
    await ask((answer) => client.handshake(new LanguageHandshakeRequest().setEngineAddress("127.0.0.1:1"), answer));
    const plugin = await ask<PluginInfo>((answer) => client.getPluginInfo(new Empty(), answer));
    expect(plugin.getVersion()).toBe(require("@pulumi/pulumi/package.json").version);
  });

  it("asks for no plugins, because the rehearsal attaches every provider", async () => {
    const { client } = host;
    const request = new GetRequiredPackagesRequest().setInfo(info);
    const response = await ask<GetRequiredPackagesResponse>((answer) => client.getRequiredPackages(request, answer));
    expect(response.getPackagesList()).toEqual([]);
  });

  it("lists the program's dependencies in their installed versions", async () => {
    const { client } = host;
    const list = async (transitive: boolean) => {
      const request = new GetProgramDependenciesRequest().setInfo(info).setTransitivedependencies(transitive);
      const response = await ask<GetProgramDependenciesResponse>((answer) =>
        client.getProgramDependencies(request, answer),
      );
      return response.getDependenciesList().map((dependency: DependencyInfo) => dependency.getName());
    };
    expect(await list(false)).toContain("@pulumi/aws");
    expect(await list(false)).not.toContain("protobufjs");
    expect(await list(true)).toContain("protobufjs");
  });

  it("tells which node it is", async () => {
    const about = await ask<AboutResponse>((answer) => host.client.about(new AboutRequest().setInfo(info), answer));
    expect([about.getExecutable(), about.getVersion()]).toEqual([process.execPath, process.version]);
  });

  it("names the call that it does not have", async () => {
    const packing = ask((answer) => host.client.pack(new PackRequest(), answer));
    await expect(packing).rejects.toMatchObject({
      code: grpc.status.UNIMPLEMENTED,
      details: "Pack is not part of the rehearsal's language host; install the Pulumi CLI for it",
    });
  });

  describe("asked to install dependencies", () => {
    const install = (directory: string) =>
      new Promise<string>((resolve, reject) => {
        let output = "";
        const request = new InstallDependenciesRequest().setInfo(programInfo(directory, {}));
        host.client
          .installDependencies(request)
          .on("data", (response) => {
            output += Buffer.from(response.getStdout_asU8()).toString();
          })
          .on("error", reject)
          .on("end", () => resolve(output));
      });

    it("installs nothing when they are there", async () => {
      expect(await install(join(root, "infra"))).toBe(`The dependencies of ${root} are installed.\n`);
    });

    it("installs what is missing", async () => {
      const directory = mkdtempSync(join(tmpdir(), "install-"));
      mkdirSync(join(directory, "local"));
      writeFileSync(join(directory, "local", "package.json"), '{ "name": "local", "version": "1.0.0" }');
      writeFileSync(join(directory, "package.json"), '{ "name": "x", "dependencies": { "local": "file:./local" } }');
      const output = await install(directory);
      expect(output).toContain(`Installing local in ${directory} ...`);
      expect(output).toContain("Finished installing dependencies.");
      expect(await install(directory)).toContain("are installed");
      rmSync(directory, { recursive: true });
    });
  });
});
