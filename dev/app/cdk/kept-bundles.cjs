"use strict";
/**
 * Bundles of a CDK app's functions from one run to the next: the CDK has all of them made again in each, though a save
 * touches one, or none. What esbuild has made is kept with the states of the files that it has read, and of the places
 * where it has looked for them; it is taken where all of them are as they were. Plain CommonJS for Node 18 and later.
 */
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const { createHash, randomUUID } = require("node:crypto");

// Others are put in their place, which write down what the app reads.
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = fs;

const MOST = 64;
/** Milliseconds by which the clock of a file system may be behind. */
const COARSE_MS = 20;

/**
 * What esbuild's `buildSync` answers.
 * @param {{ version: string, buildSync: typeof import("esbuild").buildSync }} esbuild
 * @param {import("esbuild").BuildOptions} options with `write: false`, without plugins
 * @param {{ folder: string, nodePath: string | undefined }} bundles absolute folder of those that are kept
 */
exports.keptBuild = function ({ version, buildSync }, options, { folder, nodePath }) {
  const cwd = options.absWorkingDir ?? process.cwd();
  const { outputFiles, ...rest } = keptBundle(folder, ["build", version, cwd, nodePath, options], cwd, () => {
    const { outputFiles: files, metafile, ...others } = buildSync({ ...options, metafile: true });
    const made = {
      ...others,
      metafile: options.metafile === true ? metafile : undefined,
      outputFiles: files.map(({ path: name, contents, hash }) => ({ path: name, contents, hash })),
    };
    // Warnings are to be seen each time.
    const inputs = [...Object.keys(metafile.inputs), ...(options.tsconfig === undefined ? [] : [options.tsconfig])];
    return { inputs: others.warnings.length > 0 ? undefined : inputs, made };
  });
  const decoder = new TextDecoder();
  return { ...rest, outputFiles: outputFiles.map((file) => ({ ...file, text: decoder.decode(file.contents) })) };
};

/**
 * Runs esbuild's command as `NodejsFunction` does, or writes what it has written before.
 * @param {(command: string, args: readonly string[], options: object) => unknown} exec
 * @param {{ command: string, args: readonly string[], options: { cwd: string } }} call
 * @param {{ folder: string, nodePath: string | undefined }} bundles absolute folder of those that are kept
 */
exports.keptCommand = function (exec, { command, args, options }, { folder, nodePath }) {
  const [, kind, place] =
    args.map((arg) => /^--(outfile|outdir)=(.+)$/.exec(arg)).find((found) => found !== null) ?? [];
  if (place === undefined || args.some((arg) => arg.startsWith("--metafile"))) return exec(command, args, options);
  const output = path.resolve(options.cwd, kind === "outfile" ? path.dirname(place) : place);
  // The paths in its map lead from there to the sources.
  const way = path.relative(output, options.cwd);
  const { mtimeMs } = statSync(command);
  const named = args.map((arg) => arg.replace(place, kind === "outfile" ? path.basename(place) : ""));
  const made = keptBundle(folder, ["command", command, mtimeMs, nodePath, options.cwd, way, named], options.cwd, () => {
    const metafile = `${output}.metafile`;
    exec(command, [...args, `--metafile=${metafile}`], options);
    const { inputs, outputs } = JSON.parse(readFileSync(metafile, "utf8"));
    rmSync(metafile);
    const files = Object.keys(outputs).map((name) => path.relative(output, path.resolve(options.cwd, name)));
    const tsconfig = args.flatMap((arg) => (arg.startsWith("--tsconfig=") ? [arg.slice("--tsconfig=".length)] : []));
    const made = files.map((name) => [name, readFileSync(path.join(output, name))]);
    return { inputs: [...Object.keys(inputs), ...tsconfig], made };
  });
  for (const [name, contents] of made) {
    mkdirSync(path.dirname(path.join(output, name)), { recursive: true });
    writeFileSync(path.join(output, name), contents);
  }
  return undefined;
};

/**
 * What was made of the same inputs before, or is made now.
 * @param {string} folder absolute
 * @param {unknown} about what the bundle depends on beside files, as JSON
 * @param {string} cwd absolute folder from which inputs are named
 * @param {() => { inputs: readonly string[] | undefined, made: unknown }} make `inputs` as they stand in esbuild's
 *   metafile; undefined for what is not to be kept
 * @returns {unknown} what `make` has made
 */
function keptBundle(folder, about, cwd, make) {
  const file = path.join(folder, createHash("sha256").update(JSON.stringify(about, plain)).digest("hex"));
  const before = read(file);
  if (before !== undefined && isSame(before.states, states(before.inputs, cwd))) return before.made;
  const startedAt = Date.now() - COARSE_MS;
  const { inputs, made } = make();
  if (inputs === undefined) return made;
  const now = states(inputs, cwd);
  // What was saved meanwhile may be in the bundle or not.
  const isOver = Object.values(now).every((state) => state === null || Math.max(state[1], state[2]) < startedAt);
  if (isOver && !extendsAnother(now)) write(folder, file, { inputs, states: now, made });
  return made;
}

/**
 * Sizes and times by absolute path, null where there is nothing: of inputs, of what says how they are read
 * (`package.json`, `tsconfig.json`), and of folders where another file would be found in their place.
 */
function states(inputs, cwd) {
  const paths = new Set();
  const folders = new Set();
  for (const name of inputs) {
    // `(disabled):name` is none.
    const input = path.resolve(cwd, name);
    paths.add(input);
    const own = path.dirname(input);
    paths.add(own);
    for (let at = own; !folders.has(at); at = path.dirname(at)) {
      folders.add(at);
      for (const file of ["package.json", "tsconfig.json", "node_modules"]) paths.add(path.join(at, file));
      // Packages are found by the folders above them.
      if (at.includes(`${path.sep}node_modules`)) paths.add(at);
    }
  }
  const found = {};
  for (const name of paths) {
    const state = statSync(name, { throwIfNoEntry: false });
    found[name] = state === undefined ? null : [state.size, state.mtimeMs, state.ctimeMs];
  }
  return found;
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A `tsconfig.json` of which a part lies elsewhere, where nobody here looks. */
function extendsAnother(found) {
  return Object.keys(found).some(
    (name) =>
      found[name] !== null &&
      name.endsWith(".json") &&
      !name.includes(`${path.sep}node_modules${path.sep}`) &&
      readFileSync(name, "utf8").includes('"extends"'),
  );
}

function plain(_name, value) {
  return value instanceof RegExp ? String(value) : value;
}

function read(file) {
  try {
    return v8.deserialize(readFileSync(file));
  } catch {
    return undefined;
  }
}

function write(folder, file, kept) {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  if (names.length > MOST) for (const name of names) rmSync(path.join(folder, name), { force: true });
  const own = `${file}.${randomUUID()}`;
  writeFileSync(own, v8.serialize(kept));
  renameSync(own, file);
}
