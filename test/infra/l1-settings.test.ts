import { L1Settings, type L1SettingsArgs } from "../../infra/l1-settings";
import { ComponentRecording } from "./component-recording";
import { accountOf, l1Arguments } from "./l1-contracts/l1-parameters";

const CALL = "safes:index:Call";
const addresses = { SystemConfig: accountOf("system"), ProtocolVersions: accountOf("versions") };

describe("what owners can change without an upgrade", () => {
  let settings: ComponentRecording;
  let waits: L1Settings["waits"] = [];
  beforeAll(async () => {
    settings = await ComponentRecording.of((opts) => {
      // The settings read nothing else of their arguments.
      const args = { parameters: l1Arguments, addresses } as unknown as L1SettingsArgs;
      waits = new L1Settings("settings", args, opts).waits;
    });
  });

  it("is changed by them alone: the Operations Safe, and the timelock for the versions that nodes need", () => {
    const byOwner = settings.ofType(CALL).map(({ name, inputs }) => [name, [inputs.to, inputs.governed]]);
    const ofSystem = [addresses.SystemConfig, { by: accountOf("operations"), alone: true }];
    const ofVersions = [addresses.ProtocolVersions, { by: accountOf("timelock"), alone: true }];
    expect(Object.fromEntries(byOwner)).toEqual({
      "settings-gas-limit": ofSystem,
      "settings-fee-scalars": ofSystem,
      "settings-batcher": ofSystem,
      "settings-unsafe-block-signer": ofSystem,
      "settings-required-version": ofVersions,
      "settings-recommended-version": ofVersions,
    });
  });

  it("is set to what the configuration has", () => {
    const values = Object.fromEntries(settings.ofType(CALL).map(({ name, inputs }) => [name, inputs.arguments]));
    const version = `${BigInt("0x0000000000000000000000000000000000000003000000010000000000000000")}`;
    expect(values).toEqual({
      "settings-gas-limit": [60_000_000],
      "settings-fee-scalars": [684_000, 0],
      "settings-batcher": [`0x${"0".repeat(24)}${accountOf("batcher").slice(2).toLowerCase()}`],
      "settings-unsafe-block-signer": [accountOf("sequencer")],
      "settings-required-version": [version],
      "settings-recommended-version": [version],
    });
  });

  it("names the checks that wait for it", () => {
    expect(waits.flatMap(({ checks }) => checks)).toEqual([
      "SystemConfig.gasLimit",
      "SystemConfig.scalar",
      "SystemConfig.basefeeScalar",
      "SystemConfig.blobbasefeeScalar",
      "SystemConfig.batcherHash",
      "SystemConfig.unsafeBlockSigner",
      "ProtocolVersions.required",
      "ProtocolVersions.recommended",
    ]);
  });
});
