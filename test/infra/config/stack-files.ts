import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { RawConfig } from "../../../infra/config/check";

const NAMESPACE = "jeju:";

/** The configuration that a stack's file gives, with changes: a path of keys and a value, `undefined` takes it away. */
export function stackFile(
  stack: "testnet" | "mainnet",
  changes: Readonly<Record<string, unknown>> = {},
  secrets: readonly string[] = [],
): RawConfig {
  const file = join(__dirname, "..", "..", "..", `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const values = Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(NAMESPACE) ? [[key.slice(NAMESPACE.length), value]] : [],
    ),
  );
  for (const [path, value] of Object.entries(changes)) change(values, path.split("."), value);
  return { stack, values: asTheEngineGivesThem(values), secretKeys: new Set(secrets) };
}

function change(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    target[key] ??= {};
    change(target[key] as Record<string, unknown>, rest, value);
  } else if (value === undefined) delete target[key];
  else target[key] = value;
}

/** Scalars as text, the rest as JSON. */
function asTheEngineGivesThem(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}

/** Addresses with checksum that nobody owns, each different. */
export function owners(count: number, from = 0): string[] {
  return OWNERS.slice(from, from + count);
}

const OWNERS = [
  "0x24322DfC9eF05AD351785b5Ba07040EE8C0dA087",
  "0x77bc06395510fe507b059Ff403B60aD02Ca31D6b",
  "0x614B5ca3fB9F5d9cF6C83fcfB9f3123762843e07",
  "0xF2A68Ff8a52254BA84001a9bB17771d9Fc2C8053",
  "0x890bdDcE790e63b8297b4feB5298D586C0432e13",
  "0x0a56826f2543De2389d408308806D7BE3481AF98",
  "0x51a25C8024E5d1F090752a489f02b871A9a62498",
  "0x35cF87544abd03b7333903cb16f293bf5E1862C6",
  "0xD18E12295FB572087c4F725Bfe549cEf3D693Ba0",
  "0x7bd7012cF4813e526b835d6Dbd04B0D32b83A4a3",
  "0x37D950a96b350E2f9A7E4255C723EE1b1fFcD2B1",
  "0x44aa04dBc77a9eA3A1ED7560dcbEc28E1a33663b",
  "0x1CDaC0C84327b9eefBfAb2643Af44D45CdA89292",
  "0xDa84bB461F214543737a175572E3305503C17611",
  "0xEa0bAaC9EABCDc0a50bc3C95e148f40eD602E241",
  "0x1C5bC50318CF1106ae8052dDeF0A76F1CA1E16B1",
  "0x832f0eca11f40324304ac753b4d3D8323978c723",
  "0xb84877e711E5b817c3fD90970dfaB8a565BCf4FC",
  "0x7cf396c1FA753181f06066C7f1cb01fd5fBFF99A",
  "0x8A5edB6ea8AA3c376F5d4318aC70Ae4da0Fe8E20",
  "0xd202fC9E2cb828260FB8C94e1d895b33498fcA92",
  "0x946FC8827F6B8883d0cd6CDC8b240F308332bFE2",
  "0xA9719F953bd649fc7B7012934613c4a1a3457d52",
];

/** Every Safe with as many owners as it is meant to have, none of them twice. */
export function allOwners(): Record<string, string[]> {
  return {
    "safes.operations.owners": owners(5),
    "safes.upgrades.owners": owners(9, 5),
    "safes.treasury.owners": owners(9, 14),
  };
}
