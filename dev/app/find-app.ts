import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { UsageError } from "../config/command-line.ts";
import type { App } from "./app.ts";

/** Of what lies below. */
const MOST_NAMED = 6;
const TEMPLATES = ["template.yaml", "template.yml", "template.json"];

/**
 * The app that a run is about: the one that was named, or the first one upwards from a folder: `cdk.json`,
 * `template.yaml`, `template.yml`, `template.json`, `infra/`. Undefined where there is none. Throws UsageError where
 * there are several, or the one that was named is none.
 * @param named a folder, a `cdk.json`, or a template
 */
export function findApp(from: string, named?: string): App | undefined {
  if (named !== undefined) return namedApp(resolve(from, named), named);
  for (let folder = from; ; folder = dirname(folder)) {
    const app = appIn(folder);
    if (app !== undefined || dirname(folder) === folder) return app;
  }
}

/** Files (absolute) of apps in the folders of a folder, and in those: what somebody may have meant who stands above. */
function appsBelow(folder: string, depth = 2): string[] {
  return foldersIn(folder).flatMap((name) => {
    const own = ["cdk.json", ...TEMPLATES].map((file) => join(folder, name, file)).filter((file) => existsSync(file));
    return own.length > 0 || depth === 1 ? own : appsBelow(join(folder, name), depth - 1);
  });
}

/** Names of those that may hold sources; none where it may not be read. */
function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return entries.map(({ name }) => name).filter((name) => !/^(node_modules|cdk\.out|dist|\..*)$/.test(name));
  } catch {
    return [];
  }
}

/** The app in `infra/` of a project: run by our own Node, which needs no tsx for it. */
export function infraApp(project: string): App {
  const folder = join(project, "infra");
  return { kind: "cdk", file: join(folder, "cdk.json"), folder, project, command: [process.execPath, "app.ts"] };
}

function namedApp(path: string, named: string): App {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`--app is ${JSON.stringify(named)}: there is no such file or folder.`);
  if (!found.isDirectory()) return appOf(path);
  const app = appIn(path);
  if (app !== undefined) return app;
  throw new UsageError(
    `--app is ${JSON.stringify(named)}: there is neither a cdk.json nor a template.yaml in that folder. ${belowText(path)}`,
  );
}

/** What to do where a folder has no app itself. */
export function belowText(folder: string): string {
  const below = appsBelow(folder).map((file) => relative(process.cwd(), file));
  if (below.length === 0) return "Name the file.";
  const more = below.length > MOST_NAMED ? `, or one of ${below.length - MOST_NAMED} more` : "";
  return `Name one by --app PATH: ${below.slice(0, MOST_NAMED).join(", ")}${more}.`;
}

/** The one in a folder. Throws UsageError where there are several. */
function appIn(folder: string): App | undefined {
  const files = ["cdk.json", ...TEMPLATES, join("infra", "cdk.json")].map((name) => join(folder, name));
  const [file, ...others] = files.filter((path) => existsSync(path));
  if (file === undefined) return undefined;
  if (others.length === 0) return appOf(file);
  const names = [file, ...others].map((path) => relative(process.cwd(), path));
  throw new UsageError(`Which app? --app FILE, of these: ${names.join(", ")}.`);
}

function appOf(file: string): App {
  const folder = dirname(file);
  const project = projectOf(folder);
  if (basename(file) === "cdk.json") {
    // The template that this project is: its app is known to run on our Node as it is.
    const own = infraApp(dirname(folder));
    const isOurs = own.file === file && /"node --import tsx app\.ts"/.test(readFileSync(file, "utf8"));
    return isOurs ? own : { kind: "cdk", file, folder, project };
  }
  return { kind: isSam(file) ? "sam" : "template", file, folder, project };
}

/** The repository, else the package, else the folder itself. */
function projectOf(folder: string): string {
  return upwards(folder, ".git") ?? upwards(folder, "package.json") ?? folder;
}

function upwards(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function isSam(file: string): boolean {
  return /Transform["']?\s*:[^]{0,80}?AWS::Serverless-2016-10-31/.test(readFileSync(file, "utf8"));
}
