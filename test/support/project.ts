import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COPIED = ["dev", "handler", "infra", "fixtures", "package.json", "package-lock.json", "tsconfig.json"];

/** A copy of this project whose sources a test may edit; its packages are links to those of the project. */
export function copyProject(): string {
  const project = mkdtempSync(join(tmpdir(), "doppelface-project-"));
  for (const name of COPIED) cpSync(join(ROOT, name), join(project, name), { recursive: true });
  rmSync(join(project, "infra", "cdk.out"), { recursive: true, force: true });
  // Whose pictures lie there is no test's business.
  rmSync(join(project, "fixtures", "inbox"), { recursive: true, force: true });
  mkdirSync(join(project, "fixtures", "inbox"));
  linkPackages(project);
  return project;
}

/** Gives a folder the packages of this project, as links, and a `node_modules` of its own for what tools keep there. */
export function linkPackages(project: string): void {
  mkdirSync(join(project, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name === ".cache") continue;
    const [from, to] = [join(ROOT, "node_modules", name), join(project, "node_modules", name)];
    if (name === ".package-lock.json") cpSync(from, to);
    else symlinkSync(from, to);
  }
}
