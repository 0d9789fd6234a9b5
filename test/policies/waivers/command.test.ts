import { byEnd, lineOf } from "../../../policies/waivers/command";

const granted = {
  policy: "s3-versioning",
  resource: "access-logs",
  reason: "the logs are copied every hour",
  approver: "Ada Okafor",
  ticket: "SEC-1042",
  granted: "2026-11-24",
};

test("waivers are listed with the days that they have left, the first to end first", () => {
  const expiries = ["2027-02-22", "2026-12-01", "2026-12-02"];
  const listed = byEnd(
    expiries.map((expires) => ({ ...granted, expires })),
    "2026-12-01",
  );
  expect(listed.map(lineOf)).toEqual([
    expect.stringMatching(/^until 2026-12-01, its last day: /),
    expect.stringMatching(/^until 2026-12-02, 1 day left: /),
    "until 2027-02-22, 83 days left: s3-versioning for access-logs, by Ada Okafor (SEC-1042): the logs are copied every hour",
  ]);
});
