import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "../../dev/config/project.ts";
import { linkPackages } from "./project.ts";

/** An app of `fixtures/apps/` in a project of its own, whose sources a test may edit. */
export interface AppCopy extends Disposable {
  /** Absolute, of the app. */
  readonly folder: string;
  /** Absolute, of the project: a package of its own, with links to the packages of this one. */
  readonly project: string;
}

/** Copies an app of `fixtures/apps/` by the name of its folder. */
export function copyApp(name: string): AppCopy {
  const project = mkdtempSync(join(tmpdir(), "app-"));
  const folder = join(project, name);
  cpSync(join(PROJECT, "fixtures", "apps", name), folder, { recursive: true });
  cpSync(join(PROJECT, "package-lock.json"), join(project, "package-lock.json"));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  linkPackages(project);
  return { folder, project, [Symbol.dispose]: () => rmSync(project, { recursive: true, force: true }) };
}
