import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { INBOX } from "../config/inbox-folder.ts";
import { PROJECT } from "../config/project.ts";
import type { Command } from "./command.ts";
import { chosenApp } from "./chosen-app.ts";

/** `doppelface init`: what a project needs to begin. */
export const init: Command = {
  name: "init",
  summary: "Write what a project needs to begin: settings, an inbox, an ignore line, a script, a first test.",
  usage: "init [--app PATH] [--json]",
  details: "What is there already is left as it is, and each file is named.",
  options: {
    app: { type: "string", value: "PATH", description: "The app: a folder, a cdk.json or a template" },
  },
  run({ settings, output }) {
    const app = chosenApp(settings);
    const test = join(PROJECT, "test", "doppelface.test.mjs");
    const done = [
      ...writeManifest(join(PROJECT, "package.json"), relative(PROJECT, app.file)),
      writeNew(join(PROJECT, INBOX, ".gitkeep"), ""),
      addLines(join(PROJECT, ".gitignore"), ["node_modules/", ".doppelface/", `${INBOX}/*`, `!${INBOX}/.gitkeep`]),
      // JavaScript: many apps have all TypeScript below their folder checked when they run, by their own settings.
      writeNew(test, FIRST_TEST),
    ];
    output.result({ init: done }, [
      ...done.map(({ file, what }) => `${what.padEnd(9)} ${relative(process.cwd(), file)}`),
      "",
      "npx doppelface up   deploys the app here, and watches it",
      `npx vitest run ${relative(process.cwd(), test)}   runs the first test (npm i -D vitest)`,
    ]);
    return Promise.resolve(0);
  },
};

interface Written {
  readonly file: string;
  readonly what: "written" | "added to" | "kept";
}

/** Adds the script and the setting `app`, each where there is none. */
function writeManifest(file: string, app: string): Written[] {
  const text = existsSync(file) ? readFileSync(file, "utf8") : '{ "private": true, "type": "module" }';
  const manifest = JSON.parse(text) as { scripts?: Record<string, string>; doppelface?: Record<string, unknown> };
  const scripts = manifest.scripts ?? {};
  const name = scripts["dev"] === undefined ? "dev" : "doppelface";
  const isThere = Object.values(scripts).some((script) => script.includes("doppelface up"));
  const next = {
    ...manifest,
    scripts: isThere || scripts[name] !== undefined ? scripts : { ...scripts, [name]: "doppelface up" },
    doppelface: manifest.doppelface ?? { app },
  };
  if (JSON.stringify(next) === JSON.stringify(manifest)) return [{ file, what: "kept" }];
  const indent = /\n(\s+)"/.exec(text)?.[1] ?? "  ";
  const isNew = !existsSync(file);
  writeFileSync(file, `${JSON.stringify(next, undefined, indent)}\n`);
  return [{ file, what: isNew ? "written" : "added to" }];
}

function writeNew(file: string, text: string): Written {
  if (existsSync(file)) return { file, what: "kept" };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { file, what: "written" };
}

function addLines(file: string, lines: readonly string[]): Written {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const there = new Set(text.split("\n").map((line) => line.trim()));
  const missing = lines.filter((line) => !there.has(line) && !there.has(line.replace(/\/$/, "")));
  if (missing.length === 0) return { file, what: "kept" };
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  writeFileSync(file, `${before}${missing.join("\n")}\n`);
  return { file, what: text === "" ? "written" : "added to" };
}

const FIRST_TEST = `import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { start } from "doppelface/testing";

// A drawn face that comes with the package; any picture of yours does as well.
const picture = createRequire(import.meta.url).resolve("doppelface/pictures/nora-lind.jpg");

test("a picture that is uploaded is taken by the app", { timeout: 120_000 }, async () => {
  await using environment = await start();
  const upload = await environment.upload(picture);
  const outcome = await environment.waitForOutcome(upload);
  expect(outcome.reason).toBeUndefined();
  expect(outcome.invocations.map(({ status }) => status)).toEqual(["finished"]);
});
`;
