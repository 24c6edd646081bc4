/** Flags that may be repeated, `--external:name`. */
const LISTS = new Set(["external", "inject", "drop", "drop-labels", "pure"]);
/** Flags of names and values, `--loader:.png=file`. */
const MAPS = new Set(["loader", "define", "banner", "footer", "alias", "log-override", "out-extension", "supported"]);
/** Flags whose value is a list, `--target=node24,es2022`. */
const COMMAS = new Set(["target", "main-fields", "conditions", "resolve-extensions"]);
/** API names that are not the flag's in camel case. */
const NAMES: Readonly<Record<string, string>> = { "log-level": "logLevel", metafile: "" };

/**
 * The options of esbuild's API for what its command is called with (esbuild 0.28, `cmd/esbuild` and `pkg/cli`): the same
 * bundle, byte for byte. What names no file of its own is an entry point. Undefined where a flag is not known.
 */
export function esbuildOptions(args: readonly string[], absWorkingDir: string): Record<string, unknown> | undefined {
  const options: Record<string, unknown> = { absWorkingDir };
  const entryPoints: string[] = [];
  for (const arg of args) {
    if (!arg.startsWith("--")) {
      entryPoints.push(arg);
      continue;
    }
    const [, flag = "", mark = "", value = ""] = /^--([a-z0-9-]+)([:=])?([^]*)$/.exec(arg) ?? [];
    const name = NAMES[flag] ?? flag.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
    // What a build is asked for here is given beside it.
    if (name === "") continue;
    if (mark === ":" && LISTS.has(flag)) options[name] = [...asList(options[name]), value];
    else if (mark === ":" && MAPS.has(flag)) options[name] = { ...asMap(options[name]), ...entryOf(flag, value) };
    else if (mark === "=" && COMMAS.has(flag)) options[name] = value.split(",");
    else if (mark === "=") options[name] = plain(value);
    else if (mark === "") options[name] = true;
    else return undefined;
  }
  return entryPoints.length === 0 ? undefined : { ...options, entryPoints };
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function entryOf(flag: string, text: string): Record<string, unknown> {
  const at = text.indexOf("=");
  const value = text.slice(at + 1);
  return { [text.slice(0, at)]: flag === "supported" ? plain(value) : value };
}

function plain(value: string): unknown {
  if (value === "true" || value === "false") return value === "true";
  return /^\d+$/.test(value) ? Number(value) : value;
}
