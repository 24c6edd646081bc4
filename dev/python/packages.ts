import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Interpreter } from "./interpreters.ts";
import { discardUnused } from "./unused.ts";

/** What Lambda's own runtimes bring, in the newest versions that a Python takes. */
interface Pins {
  readonly awslambdaric: string;
  readonly boto3: string;
  /** What awslambdaric imports. */
  readonly further: readonly string[];
}

const SIMPLEJSON = "simplejson==3.20.1";
const SNAPSHOTS = "snapshot-restore-py==1.0.0";

/** What could not be made, and what to do about it. */
export class NoPythonPackages extends Error {
  override readonly name = "NoPythonPackages";
}

/** The packages of a Python minor version: the last ones that it takes. */
function pinsOf(minor: number): Pins {
  if (minor >= 10) return { awslambdaric: "4.2.2", boto3: "1.44.8", further: [SIMPLEJSON, SNAPSHOTS] };
  if (minor === 9) return { awslambdaric: "4.0.4", boto3: "1.42.97", further: [SIMPLEJSON, SNAPSHOTS] };
  return { awslambdaric: "2.2.1", boto3: "1.37.38", further: [SIMPLEJSON] };
}

/** Where the virtual environment of a Python lies below the user's cache folder, by what is in it. */
export function environmentFolder(cache: string, { version, minor }: Interpreter): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(pinsOf(minor)))
    .digest("hex");
  return join(cache, "python", `${version}-${digest.slice(0, 12)}`);
}

/** The Python of a virtual environment. */
export function executableIn(folder: string): string {
  return join(folder, "bin", "python");
}

/** Whether it was made before. */
export function isMade(folder: string): boolean {
  return existsSync(executableIn(folder));
}

/** Makes the virtual environment of what functions find on Lambda. Throws NoPythonPackages that names what is missing. */
export async function makeEnvironment(folder: string, interpreter: Interpreter): Promise<void> {
  await makeVirtualEnvironment(folder, interpreter, async (python, unfinished) => {
    const { awslambdaric, boto3, further } = pinsOf(interpreter.minor);
    await pipInstall(python, [`boto3==${boto3}`, ...further], interpreter);
    // For any Linux: of its files only the native one is bound to a platform, and runtime_client.py is in its place.
    const site = join(unfinished, "lib", `python3.${interpreter.minor}`, "site-packages");
    const anywhere = ["--no-deps", "--only-binary=:all:", "--platform=manylinux2014_x86_64", `--target=${site}`];
    await pipInstall(python, [...anywhere, `awslambdaric==${awslambdaric}`], interpreter);
  });
}

/**
 * Makes a virtual environment. It is made beside its place and renamed, so that one under its final name is whole. Throws
 * NoPythonPackages.
 * @param fill installs what belongs into it, by its interpreter
 */
export async function makeVirtualEnvironment(
  folder: string,
  interpreter: Interpreter,
  fill: (python: string, unfinished: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    await run(interpreter.executable, ["-I", "-m", "venv", unfinished], interpreter);
    await fill(executableIn(unfinished), unfinished);
    // One whose Python was taken away, as a package manager's update does, is in the way.
    if (!isMade(folder)) await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    await discardUnused(dirname(folder));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process has made it meanwhile.
    if (!isMade(folder)) throw error;
  }
}

/** Installs packages, as pip takes them. Throws NoPythonPackages. */
export async function pipInstall(python: string, packages: readonly string[], interpreter: Interpreter): Promise<void> {
  await run(python, [...PIP, ...packages], interpreter);
}

const PIP = ["-I", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];

async function run(file: string, args: readonly string[], { version }: Interpreter): Promise<void> {
  try {
    await promisify(execFile)(file, args, { maxBuffer: 1 << 26 });
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    const lines = `${stdout}\n${stderr}`.trim().split("\n");
    // One that names each release of a package that wants another Python, thousands of characters long.
    const said = lines
      .filter((line) => !line.includes("Ignored the following versions"))
      .slice(-3)
      .join("\n");
    const hint = said.includes("ensurepip")
      ? "Its module venv is missing: apt-get install python3-venv."
      : "It needs the package index once: run `npx doppelface python` where there is a network.";
    throw new NoPythonPackages(
      `The packages of Python functions could not be installed for Python ${version}. ${hint}\n${said}`,
    );
  }
}
