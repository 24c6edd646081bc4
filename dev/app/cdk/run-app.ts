import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import * as v from "valibot";
import type { App } from "../app.ts";
import { SynthFailed } from "../synth-failed.ts";
import { appEnvironment, runVariables } from "./app-environment.ts";
import { CAPTURED } from "./captured.ts";

const CdkJson = v.looseObject({
  app: v.optional(v.string()),
  context: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** What a CDK app is run by, and the context that each run of it gets. */
export interface CdkSettings {
  /** A line for the shell, or a program with its arguments. */
  readonly command: string | readonly string[];
  /** Of `cdk.json`, and what the CLI has looked up in an account (`cdk.context.json`). */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Reads `cdk.json` and `cdk.context.json`. Throws SynthFailed where no command stands there. */
export async function cdkSettings(app: App): Promise<CdkSettings> {
  const { app: line, context } = v.parse(CdkJson, JSON.parse(await readFile(app.file, "utf8")));
  const command = app.command ?? line;
  if (command === undefined) {
    throw new SynthFailed(`${relative(app.project, app.file)} has no "app": the command that runs the CDK app.`);
  }
  const looked = await readFile(join(app.folder, "cdk.context.json"), "utf8").catch(() => "{}");
  return { command, context: { ...context, ...v.parse(v.record(v.string(), v.unknown()), JSON.parse(looked)) } };
}

/** Runs a CDK app, which writes its assembly into a folder, by the command of its `cdk.json`. Throws SynthFailed. */
export function runApp(
  app: App,
  output: string,
  command: CdkSettings["command"],
  context: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { variables, removed } = appEnvironment(app);
  const own = runVariables(output, join(output, CAPTURED), context, variables["NODE_OPTIONS"]);
  return new Promise((resolve, reject) => {
    const [program = "", ...args] = typeof command === "string" ? [command] : command;
    const child = spawn(program, args, {
      cwd: app.folder,
      env: { ...variables, ...own },
      shell: typeof command === "string",
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text = (text + chunk).slice(-20_000)));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else {
        const said = text === "" ? `It ended with ${signal ?? `exit code ${code}`}.` : text;
        reject(appFailed(app, command, said, removed));
      }
    });
  });
}

/**
 * Why a run of an app failed. Where it is a function that does not bundle, esbuild's code frame alone: the CDK's text around it is of
 * assets.
 * @param text what the app has said
 * @param removed names of variables that it did not get
 */
export function appFailed(
  app: App,
  command: CdkSettings["command"],
  text: string,
  removed: readonly string[],
): SynthFailed {
  const own = text.replaceAll(/^Bundling asset .*\n|\n*^Node\.js v\S+$/gm, "").trim();
  const frame = /^✘ \[ERROR\][^]*?(?=\n+(?:node:internal|\d+ errors?\n)|(?![^]))/m.exec(own)?.[0];
  if (frame !== undefined && own.includes("FailedToBundleAsset")) {
    const what = app.command === undefined ? "A function" : "handler/";
    return new SynthFailed(`${what} does not bundle:\n${frame.trim()}\nCorrect it and deploy again.`);
  }
  const name = relative(app.project, typeof command === "string" ? app.file : join(app.folder, command.at(-1) ?? ""));
  const away = removed.length === 0 ? "" : ` It runs without ${removed.join(", ")}.`;
  return new SynthFailed(
    `The CDK app ${name} failed:\n${own}\nCorrect it and deploy again; \`npx cdk synth\` in ` +
      `${relative(app.project, app.folder) || "."}/ shows the same.${away}`,
  );
}
