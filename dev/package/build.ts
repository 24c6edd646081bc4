import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { PACKAGE } from "../config/project.ts";
import { bundlePackages } from "./bundled.ts";
import { type Manifest, packageManifest } from "./manifest.ts";

/** Where `npm pack` finds the package. */
export const OUTPUT = join(PACKAGE, "dist", "package");

/** Folders whose files that are no TypeScript go along. */
const COPIED = ["dev", "fixtures/pictures"];
/** Of no use to whoever has the package. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  ["dev/docs/pictures", "dev/docs/contributing", "dev/docker", "dev/package", "dev/gaps"].map((folder) =>
    join(PACKAGE, folder),
  ),
);
/** esbuild makes the console's page of these when it is asked for, types and all. */
const PAGE = ["dev/console/ui", "dev/console/wire", "dev/trace"].map((folder) => join(PACKAGE, folder));

/** Makes the package: JavaScript and types of the sources, what they read, and what npm would bring with scripts. */
export function buildPackage(): void {
  rmSync(OUTPUT, { recursive: true, force: true });
  compile();
  for (const folder of COPIED) {
    cpSync(join(PACKAGE, folder), join(OUTPUT, folder), { recursive: true, filter: (path) => isCopied(path) });
  }
  for (const file of filesOf(OUTPUT)) if (/\.m?js$/.test(file) && !isPage(file)) nameJavaScript(file);
  for (const name of ["LICENSE", "NOTICE"]) cpSync(join(PACKAGE, name), join(OUTPUT, name));
  cpSync(join(PACKAGE, "dev", "package", "readme.md"), join(OUTPUT, "README.md"));
  const manifest = packageManifest(
    JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as Manifest,
    bundlePackages(PACKAGE, OUTPUT),
  );
  writeFileSync(join(OUTPUT, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Node strips no types below `node_modules`. */
function compile(): void {
  const tsc = join(PACKAGE, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", join(PACKAGE, "dev", "package", "tsconfig.json")], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The sources were not compiled: what is wrong stands above.");
}

function isCopied(path: string): boolean {
  if (LEFT_OUT.has(path)) return false;
  const isTypeScript = [".ts", ".tsx"].includes(extname(path));
  return !isTypeScript || PAGE.some((folder) => path.startsWith(folder));
}

function isPage(file: string): boolean {
  return relative(OUTPUT, file).startsWith(join("dev", "console", "ui"));
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Paths in code that are no imports which the compiler has seen: of our own sources, and of pages in messages. */
function nameJavaScript(file: string): void {
  const text = readFileSync(file, "utf8");
  const paged = text.replaceAll(/\bdev\/docs\/(?=[\w/-]+\.md\b)/g, "node_modules/doppelface/dev/docs/");
  const named = paged.replaceAll(
    /((?:new URL|import)\("|from ")((?:\.{0,2}\/)?[\w./-]+)\.ts"/g,
    (whole: string, before: string, path: string) =>
      existsSync(join(dirname(file), `${path}.js`)) ? `${before}${path}.js"` : whole,
  );
  if (named !== text) writeFileSync(file, named);
}

if (import.meta.main) buildPackage();
