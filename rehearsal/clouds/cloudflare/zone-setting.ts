import { text, value } from "../aws/inputs";
import type { ResourceType } from "../resource-type";
import { apiError, changeTime, inZone, single, timestamp } from "./api";
import { readOnlySettings, zoneSettings } from "./zone-settings";

const operation = "PATCH /zones/:zone_id/settings/:setting_id";

export const zoneSetting: ResourceType = {
  type: "cloudflare:index/zoneSetting:ZoneSetting",
  service: "Cloudflare",
  label: "Cloudflare Zone Setting",
  operations: single(operation),
  global: true,
  replaceOn: ["settingId", "zoneId"],
  references: [inZone],
  // The real id is the setting's alone; the zone's before it, as in the import id, keeps two zones apart in the world.
  create: (request) => ({
    id: `${text(request.inputs, "zoneId")}/${text(request.inputs, "settingId")}`,
    outputs: { editable: true, modifiedOn: timestamp(), timeRemaining: 0 },
  }),
  update: (request) => ({ modifiedOn: changeTime(request, "modifiedOn") }),
  rules: [
    {
      name: "setting-known",
      operation,
      on: ["create"],
      refuse({ inputs }) {
        const id = text(inputs, "settingId") ?? "";
        if (id in zoneSettings || readOnlySettings.includes(id)) return undefined;
        return apiError(1003, `Invalid or missing zone setting: ${id}`, 404);
      },
    },
    {
      name: "setting-editable",
      operation,
      on: ["create"],
      refuse({ inputs }) {
        const id = text(inputs, "settingId") ?? "";
        return readOnlySettings.includes(id)
          ? apiError(1006, `Cannot edit ${id}: this setting is read only`, 403)
          : undefined;
      },
    },
    {
      name: "setting-value-valid",
      operation,
      on: ["create", "update"],
      refuse({ inputs }) {
        const id = text(inputs, "settingId") ?? "";
        const given = value(inputs, "value");
        const check = zoneSettings[id];
        return check === undefined || given === undefined || check(given)
          ? undefined
          : apiError(1007, `Invalid value for zone setting ${id}`);
      },
    },
  ],
};
