import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import * as v from "valibot";
import type { App } from "../app.ts";
import { ofThisAccount } from "./lookups.ts";
import { SynthFailed } from "../synth-failed.ts";

const CdkJson = v.looseObject({
  app: v.optional(v.string()),
  build: v.optional(v.string()),
  output: v.optional(v.string()),
  context: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** A program of an app's own language that writes nothing beside the sources. */
const PLAIN = /^(npx (--yes |-y )?)?(node|tsx|ts-node|bun|deno|python3?|\.venv\/bin\/python3?)( [^&|;]*)?$/;

/** What a CDK app is run by, and the context that each run of it gets. */
export interface CdkSettings {
  /** A line for the shell, or a program with its arguments. */
  readonly command: string | readonly string[];
  /** A line for the shell that comes before it; undefined for none. */
  readonly build: string | undefined;
  /** Of `cdk.json`, and what the CLI has looked up in an account (`cdk.context.json`). */
  readonly context: Readonly<Record<string, unknown>>;
  /** A compiler runs as well: what it writes lies among the sources, and which of those it reads is not known. */
  readonly compiles: boolean;
  /** Absolute folders in which a run, or one by the CLI, writes. */
  readonly outputs: readonly string[];
}

/** Reads `cdk.json` and `cdk.context.json`. Throws SynthFailed where no command stands there. */
export async function cdkSettings(app: App): Promise<CdkSettings> {
  const { app: line, build, output = "cdk.out", context } = await parsed(app, app.file, CdkJson);
  const command = app.command ?? (line === undefined ? undefined : asCli(app, line));
  if (command === undefined) {
    throw new SynthFailed(`${relative(app.project, app.file)} has no "app": the command that runs the CDK app.`);
  }
  const looked = join(app.folder, "cdk.context.json");
  const values = await parsed(app, looked, v.record(v.string(), v.unknown())).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  });
  return {
    command,
    build,
    context: { ...context, ...ofThisAccount(values), ...values },
    compiles: build !== undefined || (typeof command === "string" && !PLAIN.test(command)),
    outputs: [resolve(app.folder, output), ...compilerOutput(app)],
  };
}

async function parsed<Output>(app: App, file: string, schema: v.GenericSchema<unknown, Output>): Promise<Output> {
  const text = await readFile(file, "utf8");
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SynthFailed(`${relative(app.project, file)} cannot be read: ${why}\nCorrect it and deploy again.`);
  }
}

/** As the CLI takes it: a file of JavaScript that is no program is run by Node. */
function asCli(app: App, line: string): string {
  const [, file = "", rest = ""] = /^(\S+\.js)(\s.*)?$/.exec(line.trim()) ?? [];
  const found = file === "" ? undefined : statSync(resolve(app.folder, file), { throwIfNoEntry: false });
  if (found !== undefined && (found.mode & 0o111) === 0) return `node ${file}${rest}`;
  return line;
}

/** `outDir` of the app's `tsconfig.json`, which may have comments. */
function compilerOutput({ folder }: App): string[] {
  const file = join(folder, "tsconfig.json");
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return [];
  const [, outDir] = /^[^/\n]*"outDir"\s*:\s*"([^"]+)"/m.exec(readFileSync(file, "utf8")) ?? [];
  const path = outDir === undefined ? folder : resolve(folder, outDir);
  return path === folder ? [] : [path];
}
