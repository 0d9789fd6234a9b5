import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  parseNodeOptions,
  splitWords,
  typescriptEnvironment,
} from "../../../../rehearsal/toolchain/language-host/node-options";

type Options = Parameters<typeof Struct.fromJavaScript>[0];
const parse = (options: Options) => parseNodeOptions(new ProgramInfo().setOptions(Struct.fromJavaScript(options)));

describe("the runtime options of Pulumi.yaml", () => {
  it("default to ts-node, as with Pulumi's own host", () => {
    expect(parseNodeOptions(new ProgramInfo())).toEqual({ typescript: true, tsconfig: undefined, nodeargs: [] });
    expect(typescriptEnvironment(parseNodeOptions(undefined))).toEqual({ PULUMI_NODEJS_TYPESCRIPT: "true" });
  });

  it("leave TypeScript to tsx when they say so", () => {
    const options = parse({ typescript: false, nodeargs: "--require tsx/cjs" });
    expect(options.nodeargs).toEqual(["--require", "tsx/cjs"]);
    expect(typescriptEnvironment(options)).toEqual({});
  });

  it("hand the path of a tsconfig.json on", () => {
    expect(typescriptEnvironment(parse({ tsconfig: "infra/tsconfig.json" }))).toEqual({
      PULUMI_NODEJS_TYPESCRIPT: "true",
      PULUMI_NODEJS_TSCONFIG_PATH: "infra/tsconfig.json",
    });
  });

  it("are refused when they have the wrong type or name another package manager", () => {
    expect(() => parse({ typescript: "no" })).toThrow('runtime option typescript: got "no", expected a boolean');
    expect(() => parse({ nodeargs: 1 })).toThrow("runtime option nodeargs: got 1, expected a string");
    expect(() => parse({ packagemanager: "yarn" })).toThrow(
      'packagemanager: got "yarn", this language host knows npm only',
    );
    expect(() => parse({ packagemanager: "auto" })).not.toThrow();
  });
});

describe("nodeargs", () => {
  it("split like words of a shell", () => {
    expect(splitWords("")).toEqual([]);
    expect(splitWords("  --a   b ")).toEqual(["--a", "b"]);
    expect(splitWords(`--title "two words" 'it''s' a\\ b "say \\"hi\\"" ''`)).toEqual([
      "--title",
      "two words",
      "its",
      "a b",
      'say "hi"',
      "",
    ]);
    expect(splitWords("'back\\slash'")).toEqual(["back\\slash"]);
  });

  it("need their quotes closed", () => {
    expect(() => splitWords("--title 'two words")).toThrow("the quote ' is not closed");
  });
});
