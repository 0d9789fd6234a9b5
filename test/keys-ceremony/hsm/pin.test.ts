import { EventEmitter } from "node:events";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPin, type Terminal } from "../../../keys-ceremony/hsm/pin";
import { refusalOf } from "../../safes/signers/transactions";

/** A terminal at which somebody types. */
class Typist extends EventEmitter {
  readonly isTTY = true;
  readonly raw: boolean[] = [];
  shown = "";
  setRawMode(on: boolean): this {
    this.raw.push(on);
    return this;
  }
  resume = () => this;
  pause = () => this;
  readonly output = {
    write: (text: string) => {
      this.shown += text;
    },
  };
  get terminal(): Terminal {
    // As much of a keyboard as a PIN asks for.
    return { input: this as unknown as Terminal["input"], output: this.output };
  }
  type(...chunks: readonly string[]): void {
    for (const chunk of chunks) this.emit("data", Buffer.from(chunk));
  }
}

describe("the PIN of a token", () => {
  const folder = mkdtempSync(join(tmpdir(), "pin-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is typed, and not shown", async () => {
    const typist = new Typist();
    const pin = readPin("deployer", undefined, typist.terminal);
    typist.type("27", "18x", "\u007f", "28\r", "later");
    expect(await pin).toBe("271828");
    expect(typist.shown).toBe("PIN of the token deployer: \n");
    expect(typist.raw).toEqual([true, false]);
    expect(typist.listenerCount("data")).toBe(0);
  });

  it("is not typed to its end when somebody interrupts, and the terminal is as before", async () => {
    const typist = new Typist();
    const pin = readPin("deployer", undefined, typist.terminal);
    typist.type("27\u0003");
    expect(await refusalOf(pin)).toBe("interrupted before the PIN was typed");
    expect(typist.raw).toEqual([true, false]);
  });

  it("is refused when it is empty", async () => {
    const typist = new Typist();
    const pin = readPin("deployer", undefined, typist.terminal);
    typist.type("\n");
    expect(await refusalOf(pin)).toContain("no PIN was typed");
  });

  it("comes out of an inherited descriptor, without a terminal", async () => {
    writeFileSync(join(folder, "pin"), "271828\n", { mode: 0o600 });
    const descriptor = openSync(join(folder, "pin"), "r");
    expect(await readPin("deployer", `/dev/fd/${descriptor}`)).toBe("271828");
  });

  it("is not asked for where nobody can type", async () => {
    const typist = new Typist();
    const input = { ...typist.terminal.input, isTTY: false } as Terminal["input"];
    expect(await refusalOf(readPin("deployer", undefined, { input, output: typist.output }))).toMatchInlineSnapshot(`
"nobody can type the token's PIN here (PKCS#11 token deployer)
  got:      an input that is no terminal
  fix:      run it at a terminal, or name a file in memory that only you can read: --pin-file <file>"
`);
  });
});
