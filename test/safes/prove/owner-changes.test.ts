import { prove } from "./owner-changes";

it("40 random changes of real Safes, signed and executed, end in exactly what was wanted", async () => {
  const reports: string[] = [];
  const proof = await prove(40, (line) => reports.push(line), 1);
  expect(proof.cases).toBe(40);
  expect(proof.calls).toBeGreaterThan(40);
  expect(reports.at(-1)).toBe("40 of 40 changes ended as wanted");
});
