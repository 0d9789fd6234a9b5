import type { RehearsedCeremony } from "../../../rehearsal/ceremony";
import { comparisonSteps, unsealingSteps } from "../../../rehearsal/ceremony/steps";

type Place = Parameters<typeof unsealingSteps>[1];

const { signal } = new AbortController();
const place = {} as Place;
const ceremony: RehearsedCeremony = {
  name: "a practice",
  owners: { operations: [], upgrades: [], treasury: [] },
  signers: {},
  wallets: [],
  transcript: "",
};
const clusterKeys = { certificate: "", sealed: [], clusterPrivateKey: "" };

const titlesOf = (given: RehearsedCeremony | undefined) =>
  [...unsealingSteps({ ceremony: given, signal }, place), ...comparisonSteps({ ceremony: given, signal }, place)].map(
    ({ title }) => title,
  );

describe("what a practised ceremony adds to a rehearsal", () => {
  it("is nothing without one", () => {
    expect(titlesOf(undefined)).toEqual([]);
  });

  it("is the comparison of chain and transcript, and the unsealing of keys where the plan seals any", () => {
    expect(titlesOf(ceremony)).toEqual(["ceremony: chain as published"]);
    expect(titlesOf({ ...ceremony, clusterKeys })).toEqual([
      "keys: unsealed by the cluster's controller",
      "ceremony: chain as published",
    ]);
  });
});
