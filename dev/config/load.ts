import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { type OptionValues, UsageError } from "./command-line.ts";
import { PROJECT } from "./project.ts";
import { SETTINGS, type SettingName, type Settings } from "./settings.ts";

/** A setting, and what it was read from. */
export interface SettingSource {
  readonly name: SettingName;
  readonly value: unknown;
  /** For example `--port`, `DOPPELFACE_PORT`, `doppelface.port in package.json`, `default`. */
  readonly source: string;
}

/**
 * Reads the settings: the key `doppelface` of `package.json`, overridden by `DOPPELFACE_<NAME>`, overridden by flags.
 * `state` comes back absolute, from the project's root. Throws UsageError that names the setting and where it stands.
 */
export function loadSettings(flags: OptionValues): Settings {
  return Object.fromEntries(settingSources(flags).map(({ name, value }) => [name, value])) as Settings;
}

/** The settings as `loadSettings` reads them, each with its source. */
export function settingSources(flags: OptionValues): SettingSource[] {
  const file = packageSettings();
  return (Object.keys(SETTINGS) as SettingName[]).map((name) => {
    const { value, source } = settingOf(name, flags, file);
    return { name, value: name === "state" ? resolve(PROJECT, String(value)) : value, source };
  });
}

function settingOf(
  name: SettingName,
  flags: OptionValues,
  file: Readonly<Record<string, unknown>>,
): { value: unknown; source: string } {
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const variable = `DOPPELFACE_${flag.replaceAll("-", "_").toUpperCase()}`;
  const candidates: readonly (readonly [unknown, string])[] = [
    [flags[flag], `--${flag}`],
    // One without a value is how a variable is taken away in a `.env`.
    [process.env[variable] === "" ? undefined : process.env[variable], variable],
    [file[name], `doppelface.${name} in package.json`],
  ];
  for (const [value, source] of candidates) {
    if (value === undefined) continue;
    const parsed = v.safeParse(SETTINGS[name].schema, value);
    if (parsed.success) return { value: parsed.output, source };
    throw new UsageError(`${source} is ${JSON.stringify(value)}; expected ${SETTINGS[name].expected}.`);
  }
  return { value: SETTINGS[name].default, source: "default" };
}

function packageSettings(): Readonly<Record<string, unknown>> {
  const file = join(PROJECT, "package.json");
  // Only another project may have none: a folder with a template in it.
  if (!existsSync(file)) return {};
  const { doppelface = {} } = v.parse(
    v.object({ doppelface: v.optional(v.record(v.string(), v.unknown())) }),
    JSON.parse(readFileSync(file, "utf8")),
  );
  const unknown = Object.keys(doppelface).find((name) => !Object.hasOwn(SETTINGS, name));
  if (unknown !== undefined) {
    throw new UsageError(
      `doppelface.${unknown} in package.json is no setting. Known are: ${Object.keys(SETTINGS).join(", ")}.`,
    );
  }
  return doppelface;
}
