import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { userCache } from "../config/process-environment.ts";
import { type Interpreter, interpreters, nearest } from "../python/interpreters.ts";
import { NoPythonPackages, pipInstall } from "../python/packages.ts";
import { discardUnused, noteUse } from "../python/unused.ts";
import type { App } from "./app.ts";
import { SynthFailed } from "./synth-failed.ts";

/** Minor version where a function names no runtime of Python. */
const PREFERRED = 12;

/** A `requirements.txt`, and what its packages are for. */
export interface Requirements {
  /** Absolute. */
  readonly file: string;
  /** Absolute folder of its packages. */
  readonly folder: string;
  readonly interpreter: Interpreter;
}

/**
 * Where the packages of a `requirements.txt` are kept: in the user's cache, by its contents, those of the files that it
 * names, and the Python that runs the function. Throws SynthFailed where there is no Python.
 * @param runtime for example `python3.12`
 */
export async function requirementsOf(file: string, runtime: string): Promise<Requirements> {
  const [, minor] = /^python3\.(\d+)$/.exec(runtime) ?? [];
  const interpreter = nearest(await interpreters(), minor === undefined ? PREFERRED : Number(minor));
  if (interpreter === undefined) {
    throw new SynthFailed(
      `${file} needs a Python 3 on the PATH, with pip, and there is none. Install it: apt-get install python3-venv.`,
    );
  }
  const digest = createHash("sha256").update(textsOf(file).join("\0")).digest("hex").slice(0, 16);
  return { file, folder: join(userCache(), "requirements", `${interpreter.version}-${digest}`), interpreter };
}

/** Installs them unless they were before; needs a package index then, and never again. Throws SynthFailed. */
export async function installRequirements(app: App, { file, folder, interpreter }: Requirements): Promise<void> {
  if (existsSync(folder)) return noteUse(folder);
  const name = relative(app.project, file);
  app.tell?.(`Installing the packages of ${name} for Python ${interpreter.version}; they are kept until it changes.`);
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    await pipInstall(interpreter.executable, ["--target", unfinished, "-r", file], interpreter);
    await rename(unfinished, folder);
    await discardUnused(dirname(folder));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process has installed them meanwhile.
    if (existsSync(folder)) return;
    if (!(error instanceof NoPythonPackages)) throw error;
    throw new SynthFailed(
      `The packages of ${name} could not be installed for Python ${interpreter.version}:\n` +
        `${error.message.split("\n").slice(1).join("\n")}\nCorrect it and deploy again; the first time needs the package index.`,
    );
  }
}

/** Whether a `requirements.txt` asks for anything: what the runtime brings anyway is not installed for. */
export function hasRequirements(file: string): boolean {
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.some((line) => line.trim() !== "" && !/^\s*(#|(boto3|botocore)\b)/.test(line));
}

/** The text of the file, and of those that it includes by `-r` and `-c`. */
function textsOf(file: string, above: readonly string[] = []): string[] {
  if (above.includes(file) || !existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const included = [...text.matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ =]*(\S+)/gm)];
  return [text, ...included.flatMap(([, name = ""]) => textsOf(resolve(dirname(file), name), [...above, file]))];
}
