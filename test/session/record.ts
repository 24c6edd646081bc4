/* Records the terminal session of the README: `npm run session` prints it, `-- --write` puts it there. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { copyProject } from "../support/project.ts";

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
const BLOCK = /(<!-- session: npm run session -- --write -->\n+```console\n)[^]*?(```\n)/;
/** Milliseconds within which each step has to show its line. */
const PATIENCE = 60_000;

async function record(): Promise<string> {
  const project = copyProject();
  const up = spawn(process.execPath, ["dev/cli.mjs", "up", "--port", "0", "--retry-delay", "3"], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    const terminal = new Terminal(up, project);
    terminal.types("$ npm run dev -- --retry-delay 3");
    await terminal.shows(/stop {8}Ctrl-C/);
    await copyIn(terminal, project, "nora-lind.jpg");
    await terminal.shows(/nora-lind\.jpg +REGISTERED/);
    await copyIn(terminal, project, "landscape.jpg");
    await terminal.shows(/landscape\.jpg +NO_FACE/);
    await edit(terminal, project, "last_name: lastName,", "last_name: lastName.toUpperCase(),");
    await terminal.shows(/face-rows\.ts +LIVE/);
    await copyIn(terminal, project, "silas-frost.jpg", "silas.jpg");
    await terminal.shows(/silas\.jpg +RETRYING[^]*handler\/index\.ts/);
    await edit(terminal, project, "last_name: lastName.toUpperCase(),", "last_name: lastName?.toUpperCase(),");
    await terminal.shows(/silas\.jpg +REGISTERED/);
    return terminal.session();
  } finally {
    up.kill("SIGTERM");
    await new Promise((resolve) => up.once("exit", resolve));
    await rm(project, { recursive: true, force: true });
  }
}

async function copyIn(terminal: Terminal, project: string, picture: string, name = picture): Promise<void> {
  terminal.types(`# copied fixtures/pictures/${picture} into fixtures/inbox/${name === picture ? "" : name}`);
  await copyFile(join(project, "fixtures/pictures", picture), join(project, "fixtures/inbox", name));
}

async function edit(terminal: Terminal, project: string, from: string, to: string): Promise<void> {
  const file = join(project, "handler/face-rows.ts");
  const before = await readFile(file, "utf8");
  if (!before.includes(from)) throw new Error(`handler/face-rows.ts has no ${from}`);
  terminal.types(`# saved handler/face-rows.ts: ${to}`);
  await writeFile(file, before.replace(from, to));
}

/** What one would see: the lines of `up`, and between them what was done. */
class Terminal {
  readonly #project: string;
  #text = "";
  /** Where the output of the last step begins. */
  #from = 0;

  constructor(up: ChildProcess, project: string) {
    this.#project = project;
    up.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#text += text));
    up.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#text += text));
  }

  types(line: string): void {
    this.#from = this.#text.length;
    this.#text += line.startsWith("#") ? `\n${line}\n` : `${line}\n`;
  }

  async shows(pattern: RegExp): Promise<void> {
    for (const until = Date.now() + PATIENCE; !pattern.test(this.#text.slice(this.#from));) {
      if (Date.now() > until) throw new Error(`${String(pattern)} did not come:\n${this.#text}`);
      await sleep(20);
    }
    // The line that was waited for may have more below it.
    await sleep(200);
  }

  /** With the port and the folder that a user has. */
  session(): string {
    const text = this.#text.replaceAll(this.#project, "~/doppelface").replace(/^starting …\n/m, "");
    return `${text
      .replaceAll("\n\n\n", "\n\n")
      .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:4566")
      .trimEnd()}\n`;
  }
}

const session = await record();
if (process.argv.includes("--write")) {
  const readme = await readFile(README, "utf8");
  if (!BLOCK.test(readme)) throw new Error("README.md has no block for the session.");
  await writeFile(
    README,
    readme.replace(BLOCK, (_block, before: string, after: string) => before + session + after),
  );
} else process.stdout.write(session);
