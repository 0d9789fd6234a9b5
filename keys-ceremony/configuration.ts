import { stringify } from "yaml";
import { canonicalJson } from "../safes/proposals/canonical-json";
import { roleNames, safeNames } from "./plan/schema";
import type { CeremonyState } from "./steps/state";
import { Refusal } from "./transcript/refusal";

/** What the stack and its people need to know of a ceremony. A function of the transcript: nothing is typed by hand. */
export interface Configuration {
  readonly stack: string;
  /** Accounts of keys that the stack does not make itself, by role. */
  readonly signers: Readonly<Record<string, string>>;
  /** Under `config` of the stack file; to be merged with what is there. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly addressBook: AddressBook;
}

export interface AddressBook {
  readonly ceremony: string;
  readonly ceremonyId: string;
  readonly practice: boolean;
  readonly l1ChainId: number;
  readonly roles: Readonly<Record<string, { readonly account: string; readonly custody: string }>>;
  readonly safes: Readonly<Record<string, { readonly threshold: number; readonly owners: readonly Owner[] }>>;
}

interface Owner {
  readonly seat: string;
  readonly holder: string;
  readonly account: string;
}

/** @throws Refusal while an account is missing or unproven. */
export function configurationOf(state: CeremonyState): Configuration {
  const { plan, ceremonyId } = state;
  const provenAccount = (name: string) => {
    const account = state.accounts.get(name);
    if (account === undefined || !state.proven.has(name)) {
      throw new Refusal("bad-proof", `nobody has proven to hold the key of ${name}`);
    }
    if (state.revoked.has(name)) throw new Refusal("bad-proof", `the key of ${name} is revoked, and not replaced yet`);
    return account;
  };
  const roles = Object.fromEntries(
    roleNames.map((name) => [name, { account: provenAccount(name), custody: plan.roles[name].custody }]),
  );
  const safes = Object.fromEntries(
    safeNames.map((name) => {
      const { threshold, owners } = plan.safes[name];
      const seats = owners.map(({ holder }, index) => {
        const seat = `${name}/${index + 1}`;
        return { seat, holder, account: provenAccount(seat) };
      });
      return [name, { threshold, owners: seats }];
    }),
  );
  // Keys that the stack generates in KMS it finds by itself.
  const elsewhere = roleNames.filter((name) => name !== "deployer" && plan.roles[name].custody !== "kms-generated");
  const signers = Object.fromEntries(elsewhere.map((name) => [name, provenAccount(name)]));
  return {
    stack: plan.stack,
    signers,
    values: {
      "jeju:safes": Object.fromEntries(
        Object.entries(safes).map(([name, { threshold, owners }]) => [
          name,
          { threshold, owners: owners.map(({ account }) => account) },
        ]),
      ),
      ...(elsewhere.length > 0 && { "jeju:contracts": { signers } }),
    },
    addressBook: {
      ceremony: plan.ceremony,
      ceremonyId,
      practice: plan.practice === true,
      l1ChainId: plan.l1ChainId,
      roles,
      safes,
    },
  };
}

/** In the form of a stack file. */
export function configurationYaml({ values, addressBook }: Configuration): string {
  const { ceremony, practice } = addressBook;
  const origin = practice ? `PRACTICE: keys worth nothing, of ${ceremony}.` : `Of the key ceremony ${ceremony}.`;
  return `# ${origin} A function of its transcript: npm run ceremony -- configuration <transcript>\n${stringify({ config: values })}`;
}

/** As commands, for whoever keeps the stack file by `pulumi config`. */
export function configurationCommands({ stack, signers, addressBook }: Configuration): string[] {
  const set = (path: string, value: string | number) => `pulumi config set --stack ${stack} --path '${path}' ${value}`;
  const keys = Object.entries(signers).map(([role, account]) => set(`jeju:contracts.signers.${role}`, account));
  const seats = Object.entries(addressBook.safes).flatMap(([name, { threshold, owners }]) => [
    set(`jeju:safes.${name}.threshold`, threshold),
    ...owners.map(({ account }, index) => set(`jeju:safes.${name}.owners[${index}]`, account)),
  ]);
  return [...keys, ...seats];
}

/** For people's wallets: the CSV that Safe's own interface imports. */
export function addressBookCsv({ l1ChainId, roles, safes }: AddressBook): string {
  const rows = [
    ...Object.entries(roles).map(([name, { account }]) => [account, name]),
    ...Object.values(safes).flatMap(({ owners }) =>
      owners.map(({ account, seat, holder }) => [account, `${seat} ${holder}`]),
    ),
  ];
  return ["address,name,chainId", ...rows.map(([account, name]) => `${account},${name},${l1ChainId}`)].join("\n");
}

/** The bytes whose digest the transcript holds. */
export function configurationBytes(configuration: Configuration): Uint8Array {
  return Buffer.from(canonicalJson(configuration));
}
