import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT } from "../../dev/config/project.ts";
import { linkPackages } from "./project.ts";

/** An app of `fixtures/apps/` in a project of its own, whose sources a test may edit. */
export interface AppCopy extends Disposable {
  /** Absolute, of the app. */
  readonly folder: string;
  /** Absolute, of the project: a package of its own, with links to the packages of this one. */
  readonly project: string;
}

/** What an app of a test consists of. */
export interface AppFiles {
  /** Contents, by paths in the app's folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Where links lead, by their paths there. */
  readonly links?: Readonly<Record<string, string>>;
}

/** Copies an app of `fixtures/apps/` by the name of its folder, or writes one that consists of `files` alone. */
export function copyApp(name: string, { files, links = {} }: AppFiles = {}): AppCopy {
  const project = mkdtempSync(join(tmpdir(), "app-"));
  const folder = join(project, name);
  if (files === undefined) cpSync(join(PROJECT, "fixtures", "apps", name), folder, { recursive: true });
  for (const [file, text] of Object.entries(files ?? {})) writeFileSync(placeOf(folder, file), text);
  cpSync(join(PROJECT, "package-lock.json"), join(project, "package-lock.json"));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  linkPackages(project);
  for (const [link, target] of Object.entries(links)) symlinkSync(target, placeOf(folder, link));
  return { folder, project, [Symbol.dispose]: () => rmSync(project, { recursive: true, force: true }) };
}

function placeOf(folder: string, file: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
