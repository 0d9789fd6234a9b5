import { type Preparation, type PrepareOptions, type PrepareReport, prepareRequests } from "../../explorer/prepare";

/** Carries out `explorer prepare`. */
export async function prepare(options: PrepareOptions, asJson = false): Promise<void> {
  const report = await prepareRequests(options);
  console.log(asJson ? JSON.stringify(report, null, 2) : describePreparations(report));
  if (report.contracts.some(({ state }) => state !== "complete")) process.exitCode = 2;
}

export function describePreparations({ contracts, safesLeftOut }: PrepareReport): string {
  const complete = contracts.filter(({ state }) => state === "complete");
  return [
    ...contracts.flatMap(describePreparation),
    `${complete.length} of ${contracts.length} requests are complete`,
    ...(safesLeftOut > 0
      ? [`${safesLeftOut} Safes are left out: explorers know the code of Safe's own contracts`]
      : []),
  ].join("\n");
}

function describePreparation(preparation: Preparation): string[] {
  const { name, address } = preparation;
  if (preparation.state === "impossible") {
    return [`NONE       ${name} (${address})`, ...preparation.reason.split("\n").map((line) => `  ${line}`)];
  }
  const { contract, file, state } = preparation;
  if (state === "complete") return [`complete   ${name}: ${contract}, ${file}`];
  return [
    `INCOMPLETE ${name}: ${contract}, ${file}`,
    ...preparation.missing.map(({ path, keccak256 }) => `  missing ${path}, keccak-256 ${keccak256}`),
    "  put them into a folder and name it by --sources",
  ];
}
