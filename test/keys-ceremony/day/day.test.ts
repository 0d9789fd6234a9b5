import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationOf } from "../../../keys-ceremony/configuration";
import { ceremonyIdOf } from "../../../keys-ceremony/steps/state";
import { verifyTranscript } from "../../../keys-ceremony/transcript/verify";
import { wordsOf } from "../../../keys-ceremony/words";
import { findLeaks } from "../canary/scanner";
import { filesBelow, leaksIn, notedSecrets, notedTraces } from "../canary/traces";
import { CeremonyDay, seats, signQuestion } from "./ceremony-day";
import { atTerminal, type TerminalSession } from "./terminal-session";

/** 50 throws that nobody's die would refuse. */
const rows = ["3164215526", "4115362443", "6251334126", "5542163315", "2466124351"] as const;

// One day: each test goes on where the one before has ended.
atTerminal("the day, at a terminal", () => {
  let day: CeremonyDay;
  /** Where it is noted what the program writes, starts and has in its environment. */
  let watch: string;
  const shares = new Map<string, string>();
  beforeAll(async () => {
    watch = mkdtempSync(join(tmpdir(), "watch-"));
    day = await CeremonyDay.begin({
      node: ["--require", join(__dirname, "../canary/preload.cjs")],
      env: { CANARY_FOLDER: watch, CANARY_MEMORY: "/dev/shm/ceremony-day-" },
    });
  });
  afterAll(async () => {
    await day.end();
    rmSync(watch, { recursive: true });
  });

  describe("open", () => {
    it("is refused where nobody sits at a terminal", () => {
      const { status, stderr, stdout } = day.unattended("open");
      expect(stderr).toContain("it runs at a terminal only");
      expect(stdout).toBe("");
      expect(status).toBe(1);
      expect(existsSync(day.transcript)).toBe(false);
    });

    it("is left by Ctrl-C without a trace, and says how to go on", async () => {
      const session = day.at("open");
      await session.answer(/Is Name of administrator \(administrator\) here\? \[yes\/no\] /, "yes");
      const { code, screen } = await session.interruptAt(/Name of operator \(operator\) here/);
      expect(screen).toMatch(/interrupted: the step is not done[\s\S]*run the same command again/);
      expect(code).toBe(1);
      expect(readdirSync(join(day.stick, "ceremony"))).toEqual([]);
      expect(await day.tool("status")).toContain("next: npm run ceremony -- open");
    });

    it("does not begin when too few say yes", async () => {
      const session = day.at("open");
      for (let person = 0; person < 7; person++) await session.answer(/here\? \[yes\/no\] /, person < 3 ? "yes" : "no");
      const { code, screen } = await day.ended(session);
      expect(screen).toMatch(/too few are present: 3, and 4 have to sign[\s\S]*standby day/);
      expect(code).toBe(2);
    });

    it("takes neither a typing error for an answer nor a refusal of a wallet for the end", async () => {
      const session = day.at("open");
      await session.answer(/administrator\) here\? \[yes\/no\] /, "yess");
      await session.see(/this is neither yes nor no/);
      for (let person = 0; person < 7; person++) await session.answer(/here\? \[yes\/no\] /, "yes");
      const shown = await session.see(/hash 0x[0-9a-f]{64}/);
      expect(shown).toMatch(/Entry 0, step open[\s\S]*present:\s+- administrator/);
      // The digest of the plan in words, as on the printed script.
      expect(shown).toContain(wordsOf(ceremonyIdOf(day.plan)).slice(0, 8).join(" "));
      day.bridge.refusing.add(day.walletOf("administrator signs").address);
      await session.answer(signQuestion, "");
      await session.see(/the remote signer did not sign[\s\S]*the user has refused/);
      await session.answer(signQuestion, "perhaps");
      await session.see(/Enter, or "pass", please/);
      await session.answer(signQuestion, "");
      await session.answer(/Name of operator[^\n]*leave it to others: /, "pass");
      // Two of the four have signed when somebody stops it.
      await session.answer(/Name of witness[^\n]*leave it to others: /, "");
      const { code } = await session.interruptAt(/Name of holder-1[^\n]*leave it to others: /);
      expect(code).toBe(1);
      expect(existsSync(day.transcript)).toBe(false);
    });

    it("goes on with the signatures that are missing, and asks nobody twice", async () => {
      expect(await day.tool("status")).toMatch(/open waits for signatures/);
      const session = day.at("open");
      await session.answer(/Name of operator[^\n]*leave it to others: /, "");
      await session.answer(/Name of holder-1[^\n]*leave it to others: /, "");
      const { code, screen } = await day.ended(session);
      expect(screen).toMatch(/open: done; head 0x[0-9a-f]{64}\s+next: machine/);
      expect(screen).not.toContain("here?");
      expect(code).toBe(0);
    });

    it("is not done twice, and no step before its turn", async () => {
      const twice = await day.ended(day.at("open"));
      expect(twice.screen).toMatch(/step open is done already[\s\S]*the next step is machine/);
      expect(twice.code).toBe(2);
      expect((await day.ended(day.at("entropy"))).screen).toMatch(/not the turn of step entropy/);
    });
  });

  it("machine: shows what the machine is before it is signed; an override needs somebody who decides it", async () => {
    const nobody = await day.ended(day.at("machine", "--override", "the only machine we have"));
    expect(nobody.screen).toMatch(/nobody has decided the override[\s\S]*--decided-by/);
    expect(nobody.code).toBe(1);
    const session = day.at("machine");
    await session.see(/bundleSha256: [0-9a-f]{64}\s+coreDumps: off[\s\S]*secretsIn: tmpfs/);
    expect((await day.signedBy(session)).code).toBe(0);
  });

  describe("entropy", () => {
    it("is interrupted, and nothing of it is kept", async () => {
      const session = day.at("entropy");
      await session.answer(/ 0 of 50: /, rows[0]);
      const { code } = await session.interruptAt(/10 of 50: /);
      expect(code).toBe(1);
      expect(day.secretFiles).toEqual([]);
    });

    it("takes a row again in which something is no face of a die, or which is struck, and shows none", async () => {
      const session = day.at("entropy");
      await session.answer(/ 0 of 50: /, rows[0]);
      await session.answer(/10 of 50: /, rows[1].replace("5", "7"));
      await session.see(/type this row again: character 4 of 10 is no face of a die/);
      await session.answer(/10 of 50: /, "666");
      await session.answer(/13 of 50: /, "-");
      await session.see(/struck: 3 throws/);
      for (const [index, row] of rows.slice(1).entries()) {
        await session.answer(new RegExp(`${(index + 1) * 10} of 50: `), row.replace(/(.{5})/, "$1 "));
      }
      await session.see(/diceRolls: 50[\s\S]*source: operating system/);
      const { code, screen } = await day.signedBy(session);
      expect(code).toBe(0);
      for (const row of rows) expect(screen).not.toContain(row.slice(0, 5));
    });

    it("refuses what no die rolls, asks for all of it anew, and shows nothing that is typed too early", async () => {
      // In a ceremony of its own: this one's dice are thrown.
      const other = await CeremonyDay.begin();
      try {
        const opening = other.at("open");
        for (let person = 0; person < 7; person++) await opening.answer(/here\? \[yes\/no\] /, "yes");
        await other.signedBy(opening);
        await other.signedBy(other.at("machine"));
        const session = other.at("entropy");
        await session.answer(/ 0 of 50: /, "12".repeat(25));
        await session.see(/roll all of them again/);
        // All rows at once, faster than they are asked for.
        for (const row of rows) session.type(`${row}\r`);
        const { code, screen } = await other.signedBy(session);
        expect(code).toBe(0);
        for (const row of rows) expect(screen).not.toContain(row.slice(0, 5));
      } finally {
        await other.end();
      }
    });
  });

  it("derivation: reads the accounts out before they are signed; nobody waits for a device that nobody touches", async () => {
    const session = day.at("derivation");
    await session.see(/account: "0x[0-9a-fA-F]{40}"\s+path: m\/44'\/60'\/1'\/0\/0\s+role: batcher\s+seed: servers/);
    day.bridge.hesitating.add(day.walletOf("operator signs").address);
    await session.answer(/Name of administrator[^\n]*leave it to others: /, "");
    await session.answer(/Name of operator[^\n]*leave it to others: /, "");
    await waitUntil(() => day.bridge.hesitating.size === 0);
    session.type("\u0003");
    expect((await session.end()).code).toBe(130);
    // The administrator has signed.
    expect((await day.signedBy(day.at("derivation"), 3)).code).toBe(0);
  });

  /** What the holder sees, and writes down. */
  const readCard = async (session: TerminalSession, holder: string) => {
    await session.answer(new RegExp(`Name of ${holder} sits down alone[^\n]*\\[yes/no\\] `), "yes");
    const shown = await session.see(/Both cards written, and compared word by word\? \[yes\/no\] /);
    const words = [...shown.matchAll(/(\d+) ([a-z]{4,8})\b/g)];
    expect(words.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    return words.map(([, , word]) => word).join(" ");
  };

  describe("backup", () => {
    it("shows a share to its holder until it is written, and clears the screen when somebody stops it", async () => {
      const session = day.at("backup");
      await session.answer(/holder-1 sits down alone[^\n]*\[yes\/no\] /, "no");
      await session.see(/Then not yet/);
      shares.set("holder-1", await readCard(session, "holder-1"));
      session.type("no\r");
      await session.see(/Take your time/);
      await session.answer(/compared word by word\? \[yes\/no\] /, "yes");
      await session.see(/written down by Name of holder-1/);
      await readCard(session, "holder-2");
      session.type("\u0003");
      const { code, screen } = await day.ended(session);
      expect(code).toBe(1);
      const afterwards = screen.slice(screen.lastIndexOf("\u001b[3J"));
      expect(afterwards).toContain("interrupted");
      expect(afterwards).not.toMatch(/\d+ [a-z]{4,8}\s+\d+ [a-z]{4,8}/);
    });

    it("goes on with the second holder and the same splitting", async () => {
      const session = day.at("backup");
      for (const holder of ["holder-2", "holder-3"]) {
        shares.set(holder, await readCard(session, holder));
        session.type("yes\r");
      }
      const { code, screen } = await day.signedBy(session);
      expect(screen).not.toContain("holder-1 sits down");
      expect(code).toBe(0);
      const heads = [...shares.values()].map((words) => words.split(" ").slice(0, 2).join(" "));
      expect(new Set(heads).size).toBe(1);
    });
  });

  it("recovery: finds a mistyped word and a card of somebody else while its holder sits there, and goes on there", async () => {
    const card = (holder: string) => shares.get(`${holder}`) ?? "";
    const question = (holder: string) =>
      new RegExp(`Name of ${holder}: the words of servers/${holder}[^\n]*\\(not shown\\): `);
    const first = day.at("recovery");
    await first.answer(question("holder-1"), card("holder-1").replace(/^\w+/, "$&x"));
    await first.see(/a word is not in the list of SLIP-39[\s\S]*word 1 of 20/);
    await first.answer(question("holder-1"), card("holder-1").split(" ").slice(1).join(" "));
    await first.see(/words are missing[\s\S]*19 words/);
    await first.answer(question("holder-1"), swapLast(card("holder-1")));
    await first.see(/the checksum does not agree/);
    await first.answer(question("holder-1"), card("holder-2"));
    await first.see(/not the one that this holder was shown/);
    await first.answer(question("holder-1"), card("holder-1"));
    expect((await first.interruptAt(question("holder-2"))).code).toBe(1);

    const session = day.at("recovery");
    await session.answer(question("holder-2"), card("holder-2").toUpperCase());
    await session.answer(question("holder-3"), card("holder-3"));
    await session.see(/quorums: 3/);
    const { code, screen } = await day.signedBy(session);
    expect(code).toBe(0);
    for (const words of shares.values()) expect(screen.toLowerCase()).not.toContain(words.slice(0, 30));
  });

  it("seed-proofs and sealing: a certificate that is missing is named", async () => {
    expect((await day.signedBy(day.at("seed-proofs"))).code).toBe(0);
    const none = await day.ended(day.at("sealing"));
    expect(none.screen).toMatch(/no certificate to seal for[\s\S]*--certificate <pem>/);
    expect(none.code).toBe(1);
    const wrong = await day.ended(day.at("sealing", "--certificate", "nowhere.pem"));
    expect(wrong.screen).toMatch(/the sealing certificate cannot be read \(nowhere\.pem\)/);
    expect(wrong.screen).not.toMatch(/ at .*\.mjs/);
    expect((await day.signedBy(day.at("sealing", "--certificate", "cert.pem"))).code).toBe(0);
  });

  it("wrapping: refuses another fingerprint than KMS's", async () => {
    const none = await day.ended(day.at("wrapping"));
    expect(none.screen).toMatch(/not there \(ceremony\/proposer\.import\.json\)[\s\S]*import-request/);
    const [fingerprint = ""] = /[0-9a-f]{64}/.exec(await day.tool("import-request")) ?? [];
    const session = day.at("wrapping");
    await session.answer(/Fingerprint of KMS's wrapping key for proposer[^\n]*: /, "0".repeat(64));
    await session.see(/this is another wrapping key than the one that KMS gave/);
    await session.answer(/Fingerprint of KMS's wrapping key for proposer[^\n]*: /, "adult aardvark");
    await session.see(/not a word of the list|a word has been left out/);
    await session.answer(/Fingerprint of KMS's wrapping key for proposer[^\n]*: /, wordsOf(fingerprint).join(" "));
    expect((await day.signedBy(session)).code).toBe(0);
  });

  it("wipe: forgets nothing while the witness does not agree, and everything then", async () => {
    const before = day.secretFiles;
    expect(before).toContain("seed%2Fservers");
    const session = day.at("wipe");
    await session.answer(/Name of witness: has every holder sealed both cards[^\n]*\[yes\/no\] /, "no");
    const refused = await day.ended(session);
    expect(refused.screen).toMatch(/the witness does not agree: nothing is wiped/);
    expect(refused.code).toBe(1);
    expect(day.secretFiles).toEqual(before);
    const again = day.at("wipe");
    await again.answer(/\[yes\/no\] /, "yes");
    expect((await day.signedBy(again)).code).toBe(0);
    expect(day.secretFiles).toEqual([]);
  });

  it("kms: imports and finds keys, and reads their accounts out", async () => {
    const session = day.at("kms");
    await session.see(/origin: EXTERNAL[\s\S]*role: proposer[\s\S]*origin: AWS_KMS[\s\S]*role: sequencer/);
    expect((await day.signedBy(session)).code).toBe(0);
    expect(day.state.accounts.get("sequencer")).toMatch(/^0x/);
  });

  describe("wallets", () => {
    /** A holder connects the wallet of a seat and picks its account. */
    const pick = async (session: TerminalSession, seat: string) => {
      day.bridge.connected = [day.walletOf("administrator signs"), day.walletOf(seat)];
      await session.answer(new RegExp(`, ${seat}: connect the wallet; Enter when it is there\\. `), "");
      await session.answer(
        new RegExp(`2  ${day.walletOf(seat).address}[\\s\\S]*Account of [^\n]*, ${seat}, [^\n]*: `),
        "2",
      );
    };
    const signs = /Enter to sign, or "text" where the device cannot show typed data: /;

    it("offers the accounts of the bridge, and refuses one that has another seat or signs the transcript", async () => {
      const session = day.at("wallets");
      await pick(session, "deployer");
      await session.answer(signs, "");
      day.bridge.connected = [day.walletOf("administrator signs"), day.walletOf("deployer")];
      await session.answer(/operations\/1: connect the wallet/, "");
      const question = /Account of Name of holder-1, operations\/1, [^\n]*: /;
      await session.answer(question, "1");
      await session.see(/account with which administrator signs the transcript/);
      await session.answer(question, "2");
      await session.see(/operations\/1 and deployer have the same account/);
      await session.answer(question, "0x1234");
      await session.see(/this is no account/);
      await session.answer(question, day.walletOf("operations/1").address.replace(/^0x./, "0xg"));
      await session.see(/this is no account/);
      await session.answer(question, day.walletOf("operations/1").address);
      const shown = await session.see(signs);
      expect(shown).toContain(`role       operations/1`);
      expect(shown).toContain(`transcript ${day.state.head}`);
      session.type("\r");
      await pick(session, "operations/2");
      day.bridge.refusing.add(day.walletOf("operations/2").address);
      await session.answer(signs, "");
      await session.see(/the user has refused/);
      await session.answer(signs, "");
      expect((await session.interruptAt(/operations\/3: connect the wallet/)).code).toBe(1);
    });

    it("asks nobody again who has signed; an old device signs a text", async () => {
      const session = day.at("wallets");
      await pick(session, "operations/3");
      day.bridge.withoutTypedData.add(day.walletOf("operations/3").address);
      await session.answer(signs, "");
      await session.see(/this device cannot show typed data/);
      await session.answer(signs, "text");
      const { screen } = await session.interruptAt(/upgrades\/1: connect the wallet/);
      expect(screen).not.toMatch(/deployer: connect|operations\/[12]: connect/);
      expect(screen.match(/operations\/3: connect/g)).toHaveLength(1);
    });

    it("takes pasted signatures where there is no bridge, and refuses one that is not of this", async () => {
      const session = day.atWithout("wallets");
      const seat = day.walletOf("upgrades/1");
      await session.answer(/Account of Name of holder-1, upgrades\/1, off the device: /, seat.address.toLowerCase());
      const shown = await session.see(/Signature: /);
      const [text = ""] = /Jeju key ceremony: I hold[\s\S]*Not after: \d+/.exec(shown) ?? [];
      session.type(`${await seat.signMessage("something else")}\r`);
      await session.see(/the proof of possession is not of this key/);
      await session.answer(/Signature: /, await seat.signMessage(text.replaceAll("\r", "")));
      await session.interruptAt(/Account of Name of holder-2, upgrades\/2, off the device: /);
      const rest = day.at("wallets");
      for (const each of seats.slice(seats.indexOf("upgrades/2"))) {
        await pick(rest, each);
        await rest.answer(signs, "");
      }
      expect((await day.signedBy(rest)).code).toBe(0);
      expect(day.state.proven.size).toBe(4 + 9);
      expect(existsSync(join(day.stick, "ceremony", "proofs-so-far.json"))).toBe(false);
    });
  });

  it("configure and close: signatures of the entries are pasted too", async () => {
    const session = day.atWithout("configure");
    const people = ["administrator", "operator", "witness", "holder-1"];
    for (const person of people) {
      const shown = await session.see(new RegExp(`Name of ${person} [^\n]*signs this[\\s\\S]*to others: `));
      const [text = ""] = /Key ceremony, DSSE sha256 0x[0-9a-f]{64}/.exec(shown) ?? [];
      const wallet = day.walletOf(`${person} signs`);
      session.type(`${await wallet.signMessage(`${text} `)}\r`);
      await session.see(/this account has not signed this text/);
      await session.answer(/to others: /, await wallet.signMessage(text));
    }
    expect((await day.ended(session)).code).toBe(0);
    const { screen } = await day.signedBy(day.at("close"));
    expect(screen).toContain("the ceremony is closed");
  });

  it("verifies from the transcript alone, and configures the stack with what people have signed for", async () => {
    const { state } = verifyTranscript(readFileSync(day.transcript, "utf8"), { head: day.state.head });
    const { addressBook } = configurationOf(state);
    expect(addressBook.safes.upgrades?.owners.map(({ account }) => account)).toEqual(
      [1, 2, 3].map((seat) => day.walletOf(`upgrades/${seat}`).address),
    );
    expect(addressBook.roles.deployer?.account).toBe(day.walletOf("deployer").address);
    expect(await day.tool("verify", "ceremony/transcript.jsonl", "--head", state.head)).toContain("verified: complete");
    expect(day.file("address-book.csv").trim().split("\n")).toHaveLength(1 + 13);
    expect(await day.tool("status")).toMatch(/\[x\] close[\s\S]*closed/);
  });

  it("has left no secret in any file, argument or environment, and on no screen but a holder's", () => {
    const secrets = [...notedSecrets(watch), { name: "dice", bytes: Buffer.from(rows.join("")) }];
    const shown = day.screens.filter(({ screen }) => screen.includes(shareScreen));
    const screens = day.screens.map(({ screen }) => Buffer.from(withoutShares(screen)));
    const traces = new Map([
      ...filesBelow(day.stick, ["ceremony.mjs"]),
      ...notedTraces(watch),
      ...screens.map((screen, index): [string, Buffer] => [`screen ${index + 1}`, screen]),
    ]);

    expect([...new Set(secrets.map(({ name }) => name))].sort()).toEqual([
      ...["dice", "random bytes of the system", "seed/servers", "shares/servers"],
      ...["holder-1", "holder-2", "holder-3"].map((holder) => `typed/servers/${holder}`),
    ]);
    expect([...traces.keys()]).toEqual(
      expect.arrayContaining([join("ceremony", "transcript.jsonl"), "written.log", "process.log"]),
    );
    expect(leaksIn(traces, secrets)).toEqual({});
    // The holder's own screen would be found.
    expect(findLeaks(Buffer.from(shown[0]?.screen ?? ""), secrets)).toContain("words of SLIP-39");
  });
});

/** xterm's screen without scroll-back. */
const shareScreen = "\u001b[?1049h";
const normalScreen = "\u001b[?1049l";

function withoutShares(screen: string): string {
  const [before = "", ...others] = screen.split(shareScreen);
  return [before, ...others.map((part) => part.split(normalScreen).slice(1).join(""))].join("");
}

/** Two words of the end exchanged: each in the list, and the checksum is another. */
function swapLast(words: string): string {
  const list = words.split(" ");
  const [last = "", before = ""] = [list.pop(), list.pop()];
  return [...list, last, before].join(" ");
}

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
