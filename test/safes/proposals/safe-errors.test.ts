import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { explainRevert } from "../../../safes/proposals/safe-errors";

const codesOf = (name: string) => {
  const folder = join(dirname(require.resolve(`${name}/package.json`)), "contracts");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sol"));
  return new Set(sources.flatMap((file) => readFileSync(join(folder, file), "utf8").match(/\bGS\d{3}\b/g) ?? []));
};

describe("a Safe's revert", () => {
  it.each(["@safe-global/safe-contracts", "@safe-global/safe-smart-account"])(
    "is explained for every code in the contracts of %s",
    (name) => {
      const codes = [...codesOf(name)];
      expect(codes.length).toBeGreaterThan(20);
      expect(codes.filter((code) => explainRevert(code) === code)).toEqual([]);
    },
  );

  it("keeps any other reason as it is", () => {
    expect(explainRevert("Pausable: paused")).toBe("Pausable: paused");
    expect(explainRevert("GS205")).toBe("GS205: the owner before it in the list is another one");
  });
});
