import { Client, credentials, type Metadata, type MethodDefinition } from "@grpc/grpc-js";
import { ResourceProviderService as protocol } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  type Call,
  InitializationFailed,
  type Properties,
  type Provider,
  type ProviderSession,
  UNKNOWN,
} from "../../../safes/plugin/provider";
import { type ServedProvider, serveProvider } from "../../../safes/plugin/server";
import { fromWire, toWire } from "../../../safes/plugin/wire";

const URN = "urn:pulumi:dev::p::my:component:Thing$test:index:Thing::name::with::colons";

/** Answers with what it was configured with, and remembers what it was asked. */
class Echo implements ProviderSession {
  readonly calls: Call[] = [];

  constructor(private readonly config: Properties) {}

  check: ProviderSession["check"] = async (_resource, _olds, news) => ({
    inputs: news,
    failures: news.bad ? [{ property: "bad", reason: "is bad" }] : [],
  });

  diff: ProviderSession["diff"] = async () => ({
    changes: { 'tags["a.b"]': "add", "size.height": "update-replace" },
    deleteBeforeReplace: true,
  });

  create: ProviderSession["create"] = async ({ type, name }, inputs, call) => {
    this.calls.push(call);
    if (inputs.wait)
      await new Promise((_resolve, reject) => call.signal.addEventListener("abort", () => reject(call.signal.reason)));
    if (inputs.fail === "refused") throw new Error("the cloud refuses");
    if (inputs.fail === "not ready") throw new InitializationFailed("id-1", inputs, ["the pod does not start"]);
    return { id: "id-1", outputs: { ...inputs, ...this.config, type, name, made: UNKNOWN }, secrets: ["name"] };
  };

  read: ProviderSession["read"] = async (_resource, id, known) =>
    id === "gone" ? undefined : { id, inputs: known.inputs, outputs: known.outputs };

  update: ProviderSession["update"] = async (_resource, id, _old, news) => ({ id, outputs: news });
  delete: ProviderSession["delete"] = async () => undefined;
  invoke: ProviderSession["invoke"] = async (_token, args) => ({ ...args, derived: "from it" });
}

const provider: Provider = {
  name: "test",
  version: "1.2.3",
  checkConfig: async (config) => (config.region ? [] : [{ property: "region", reason: "is missing" }]),
  diffConfig: async (old, news) => (old.region === news.region ? [] : ["region"]),
  configure: async (config) => new Echo(config),
};

let served: ServedProvider;
const clients: Client[] = [];

beforeAll(async () => {
  served = await serveProvider(provider);
});

afterAll(async () => {
  for (const client of clients) client.close();
  await served.stop();
});

/** A connection of its own, as the engine opens one per provider resource. */
function connect(): Client {
  const options = { "grpc.use_local_subchannel_pool": 1 };
  const client = new Client(`127.0.0.1:${served.port}`, credentials.createInsecure(), options);
  clients.push(client);
  return client;
}

function call<Request, Response>(
  client: Client,
  method: MethodDefinition<Request, Response>,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      (error, response) => (response === undefined ? reject(error) : resolve(response)),
    );
  });
}

async function configured(config: Properties): Promise<Client> {
  const client = connect();
  await call(client, protocol.configure, new wire.ConfigureRequest().setArgs(toWire(config)));
  return client;
}

const creation = (inputs: Properties, secrets: string[][] = []) =>
  new wire.CreateRequest().setUrn(URN).setProperties(toWire(inputs, secrets));

describe("the provider protocol", () => {
  it("introduces the provider", async () => {
    const client = connect();
    expect(served.debugProvider).toBe(`test:${served.port}`);
    expect((await call(client, protocol.getPluginInfo, new Empty())).getVersion()).toBe("1.2.3");
    const handshake = await call(client, protocol.handshake, new wire.ProviderHandshakeRequest());
    expect(handshake.getAcceptSecrets()).toBe(true);
    expect((await call(client, protocol.getSchema, new wire.GetSchemaRequest())).getSchema()).toBe("{}");
  });

  it("checks and compares configurations", async () => {
    const client = connect();
    const checked = await call(client, protocol.checkConfig, new wire.CheckRequest().setNews(toWire({ version: "7" })));
    expect(checked.getFailuresList().map((failure) => failure.toObject())).toEqual([
      { property: "region", reason: "is missing" },
    ]);
    const request = new wire.DiffRequest().setOldInputs(toWire({ region: "a" })).setNews(toWire({ region: "b" }));
    expect((await call(client, protocol.diffConfig, request)).getReplacesList()).toEqual(["region"]);
  });

  it("tells the sessions of two connections apart", async () => {
    const [east, west] = await Promise.all([configured({ region: "east" }), configured({ region: "west" })]);
    for (const [client, region] of [
      [east, "east"],
      [west, "west"],
      [east, "east"],
    ] as const) {
      const created = await call(client, protocol.create, creation({}));
      expect(fromWire(created.getProperties()).properties).toMatchObject({ region });
    }
  });

  it("refuses a connection that was never configured", async () => {
    const client = connect();
    await expect(call(client, protocol.create, creation({}))).rejects.toThrow(/sent a request before Configure/);
  });

  it("passes type and name, and marks secrets on what comes back", async () => {
    const client = await configured({});
    const created = await call(client, protocol.create, creation({ password: "x", open: 1 }, [["password"]]));
    const { properties, secrets } = fromWire(created.getProperties());
    expect(properties).toMatchObject({ type: "test:index:Thing", name: "name::with::colons", made: UNKNOWN });
    expect([...secrets].sort()).toEqual([["name"], ["password"]]);
  });

  it("hands over failures of a check", async () => {
    const client = await configured({});
    const request = new wire.CheckRequest().setUrn(URN).setNews(toWire({ bad: true, token: "x" }, [["token"]]));
    const response = await call(client, protocol.check, request);
    expect(response.getFailuresList().map((failure) => failure.getReason())).toEqual(["is bad"]);
    expect(fromWire(response.getInputs()).secrets).toEqual([["token"]]);
  });

  it("describes a difference in detail", async () => {
    const client = await configured({});
    const response = await call(client, protocol.diff, new wire.DiffRequest().setUrn(URN));
    expect(response.getChanges()).toBe(wire.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getReplacesList()).toEqual(["size"]);
    expect(response.getDeletebeforereplace()).toBe(true);
    expect(response.getDetaileddiffMap().get('tags["a.b"]')?.getKind()).toBe(wire.PropertyDiff.Kind.ADD);
    expect(response.getDetaileddiffMap().get("size.height")?.getKind()).toBe(wire.PropertyDiff.Kind.UPDATE_REPLACE);
  });

  it("answers the read of what is gone without an id", async () => {
    const client = await configured({});
    const read = (id: string) => call(client, protocol.read, new wire.ReadRequest().setUrn(URN).setId(id));
    expect((await read("gone")).getId()).toBe("");
    expect((await read("there")).getId()).toBe("there");
  });

  it("makes what a function computed from a secret one as well", async () => {
    const client = await configured({});
    const request = new wire.InvokeRequest().setTok("test:index:f").setArgs(toWire({ key: "x" }, [["key"]]));
    const response = await call(client, protocol.invoke, request);
    expect([...fromWire(response.getReturn()).secrets].sort()).toEqual([["derived"], ["key"]]);
  });

  it("shows the operator the message of an error and nothing else", async () => {
    const client = await configured({});
    await expect(call(client, protocol.create, creation({ fail: "refused" }))).rejects.toMatchObject({
      details: "the cloud refuses",
    });
  });

  it("tells that an object exists which is not ready", async () => {
    const client = await configured({});
    const request = creation({ fail: "not ready", password: "x" }, [["password"]]);
    const error: { metadata: Metadata; details: string } = await call(client, protocol.create, request).then(
      () => Promise.reject(new Error("it was created")),
      (thrown) => thrown,
    );
    expect(error.details).toBe("the pod does not start");
    const [details] = error.metadata.get("grpc-status-details-bin");
    const [any] = Status.deserializeBinary(Buffer.from(details ?? "")).getDetailsList();
    const failed = wire.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
    expect(any?.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
    expect(failed.getId()).toBe("id-1");
    expect(failed.getReasonsList()).toEqual(["the pod does not start"]);
    expect(fromWire(failed.getProperties())).toEqual({
      properties: { fail: "not ready", password: "x" },
      secrets: [["password"]],
    });
  });

  it("cancels what runs on the connection when the engine says so", async () => {
    const [client, other] = await Promise.all([configured({}), configured({})]);
    const waiting = call(client, protocol.create, creation({ wait: true }));
    const refused = expect(waiting).rejects.toMatchObject({ details: "the engine cancelled the operation" });
    await call(client, protocol.cancel, new Empty());
    await refused;
    await expect(call(other, protocol.create, creation({}))).resolves.toBeDefined();
  });

  it("does not offer what the engine can do without", async () => {
    const client = await configured({});
    await expect(call(client, protocol.parameterize, new wire.ParameterizeRequest())).rejects.toThrow(/UNIMPLEMENTED/);
  });
});
