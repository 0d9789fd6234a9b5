import { explainDiskFailure } from "../../../rehearsal/toolchain/disk-failure";

const explain = (code: string) => String(explainDiskFailure(Object.assign(new Error(code), { code }), "/cache"));

describe("a failure of the cache's disk", () => {
  it("asks for room when it is full", () => {
    expect(explain("ENOSPC")).toMatchInlineSnapshot(`
"UserError: the disk is full (/cache)
  expected: 1 GB for the rehearsal's programs
  fix:      make room, or set JEJU_CACHE to a folder on a bigger disk, and run the command again: what is built stays built"
`);
  });

  it("asks for another folder when this one cannot be written", () => {
    expect(explain("EACCES")).toMatchInlineSnapshot(`
"UserError: the cache folder cannot be written (/cache)
  got:      EACCES
  expected: a folder of your own, or one that can be made
  fix:      set JEJU_CACHE to a folder that you may write, or mend the permissions of this one"
`);
    expect(explain("ENOTDIR")).toContain("the cache folder cannot be written");
  });

  it("leaves other errors as they are", () => {
    const error = new Error("unrelated");
    expect(explainDiskFailure(error, "/cache")).toBe(error);
  });
});
