import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { App } from "../app.ts";
import { cacheFolder } from "../cache-folder.ts";
import { SynthFailed } from "../synth-failed.ts";
import { appEnvironment, runVariables } from "./app-environment.ts";
import { CAPTURED } from "./captured.ts";
import type { CdkSettings } from "./cdk-settings.ts";

/**
 * Runs a CDK app, which writes its assembly into a folder, as its `cdk.json` says. Throws SynthFailed.
 * @param further variables that count more
 */
export async function runApp(
  app: App,
  output: string,
  { build, command }: Pick<CdkSettings, "build" | "command">,
  context: Readonly<Record<string, unknown>>,
  further: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { variables, removed } = appEnvironment(app);
  const cache = cacheFolder(app.project);
  const own = runVariables(output, join(output, CAPTURED), context, cache, variables["NODE_OPTIONS"]);
  for (const line of [build, command]) {
    if (line === undefined) continue;
    const failure = await run(line, app.folder, { ...variables, ...own, ...further });
    if (failure !== undefined) throw appFailed(app, command, failure, removed);
  }
  if (existsSync(join(output, "manifest.json"))) return;
  throw new SynthFailed(
    `The CDK app ${relative(app.project, app.file)} ended well and wrote no assembly. Its command, ` +
      `${JSON.stringify(command)}, has to run an App that ends by \`app.synth()\`.`,
  );
}

/** Resolves with what it has said where it fails: compilers say it on stdout. */
function run(line: CdkSettings["command"], cwd: string, env: Record<string, string>): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const [program = "", ...args] = typeof line === "string" ? [line] : line;
    const shell = typeof line === "string";
    const child = spawn(program, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => (text = (text + chunk).slice(-20_000)));
    }
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const said = text.trim() === "" ? `It ended with ${signal ?? `exit code ${code}`}.` : text;
      resolve(code === 0 ? undefined : said);
    });
  });
}

/** What the CDK says, or docker, where bundling asks for a container and nobody is there to run it. */
const NO_DOCKER = /spawnSync docker ENOENT|Cannot connect to the Docker daemon|docker: (command )?not found/;

/**
 * Why a run of an app failed. Where it is a function that does not bundle, esbuild's code frame alone: the CDK's text
 * around it is of assets.
 * @param text what the app has said
 * @param removed names of variables that it did not get
 */
function appFailed(app: App, command: CdkSettings["command"], text: string, removed: readonly string[]): SynthFailed {
  const own = text.replaceAll(/^Bundling asset .*\n|\n*^Node\.js v\S+$/gm, "").trim();
  const frame = /^✘ \[ERROR\][^]*?(?=\n+(?:node:internal|\d+ errors?\n)|(?![^]))/m.exec(own)?.[0];
  if (frame !== undefined && own.includes("FailedToBundleAsset")) {
    const what = app.command === undefined ? "A function" : "handler/";
    return new SynthFailed(`${what} does not bundle:\n${frame.trim()}\nCorrect it and deploy again.`);
  }
  const name = relative(app.project, typeof command === "string" ? app.file : join(app.folder, command.at(-1) ?? ""));
  if (NO_DOCKER.test(own)) {
    return new SynthFailed(
      `The CDK app ${name} bundles in a container, and no Docker answers on this machine: start it. Without one, a ` +
        "NodejsFunction bundles where `npm i -D esbuild` was done and `forceDockerBundling` is not set, a PythonFunction " +
        "by the requirements.txt beside it (`poetry export -o requirements.txt` writes one) and without hooks, image or " +
        `command of its own, and other code by a \`local\` of its bundling.\n${own}`,
    );
  }
  const notCompiled = sourceOfMissing(app, own);
  if (notCompiled !== undefined) {
    const { missing, source } = notCompiled;
    return new SynthFailed(
      `The CDK app ${name} runs ${missing}, which nobody has compiled yet of ${source}. Run your build (\`npx tsc\`), and let ` +
        '`npx tsc -w` run beside this; or name it in cdk.json, "build": "npx tsc", so that each run begins with it.',
    );
  }
  const away = removed.length === 0 ? "" : ` It runs without ${removed.join(", ")}.`;
  return new SynthFailed(
    `The CDK app ${name} failed:\n${own}\nCorrect it and deploy again; \`npx cdk synth\` in ` +
      `${relative(app.project, app.folder) || "."}/ shows the same.${away}`,
  );
}

/** What Node has not found and a compiler would have written beside a source, both by their paths in the project. */
function sourceOfMissing({ project }: App, text: string): { missing: string; source: string } | undefined {
  const [, path, kind] = /Cannot find module '(\/[^']+)\.([cm]?)js'/.exec(text) ?? [];
  if (path === undefined || existsSync(`${path}.${kind}js`)) return undefined;
  // Below a folder of its own, or beside the source.
  const sources = [
    path,
    path.replace(/\/(dist|build|lib|out)\//, "/"),
    path.replace(/\/(dist|build|lib|out)\//, "/src/"),
  ];
  const source = sources.map((one) => `${one}.${kind}ts`).find((one) => existsSync(one));
  if (source === undefined) return undefined;
  return { missing: relative(project, `${path}.${kind}js`), source: relative(project, source) };
}
