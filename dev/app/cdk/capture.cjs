"use strict";
/**
 * Loaded ahead of a CDK app, into each Node process of it, the one of jsii among them: writes down where the code of
 * every function comes from, which stands in no template, and what the app has read. The assembly stays as it is.
 * Plain CommonJS for Node 18 and later: by `--import`, ts-node ends on Node 20 (tried).
 */
/** Stands for the folder of a bundle. */
const OUTPUT = "/DOPPELFACE_OUTPUT";

const file = process.env.DOPPELFACE_CAPTURE;
if (file !== undefined && file !== "") capture();

function capture() {
  const fs = require("node:fs");
  const Module = require("node:module");
  const path = require("node:path");

  const { keptBuild, keptCommand } = require("./kept-bundles.cjs");

  const cache = process.env.DOPPELFACE_CACHE;
  const bundles = { folder: path.join(cache, "bundles"), nodePath: process.env.NODE_PATH };
  // The CDK's modules are compiled once: a sixth of a run. By a variable of Node's it would reach what the app starts.
  Module.enableCompileCache?.(path.join(cache, "compiled"));

  const write = fs.writeFileSync;
  const read = new Set();
  const variables = new Set();
  const functions = [];
  const stagings = [];
  const pythons = new Map();
  let collecting;
  let binary;
  let readsAll = false;
  let hasCdk = false;
  // Under jsii the app is of another language, and what it reads goes past this process.
  const isBehindJsii = process.env.JSII_AGENT !== undefined;
  let knowsModules = !isBehindJsii;

  process.env = new Proxy(process.env, {
    get(target, name) {
      if (typeof name === "string") variables.add(name);
      return target[name];
    },
    has(target, name) {
      if (typeof name === "string") variables.add(name);
      return name in target;
    },
    // Without it a name that is there already is defined anew, which Node refuses on these variables.
    set(target, name, value) {
      target[name] = value;
      return true;
    },
    ownKeys(target) {
      readsAll ||= !isTool(new Error().stack ?? "");
      return Reflect.ownKeys(target);
    },
  });

  /** What starts a process, as these do, copies all variables and reads none. */
  function isTool(stack) {
    const frame = stack.split("\n").find((line) => line.includes(path.sep) && !line.includes(__filename));
    return frame !== undefined && /node_modules[/\\](aws-cdk-lib|esbuild|tsx|ts-node|@jsii)[/\\]/.test(frame);
  }

  function note(name) {
    if (!/[/\\](node_modules|cdk\.out)[/\\]/.test(name) && !name.startsWith(process.env.CDK_OUTDIR)) {
      read.add(path.resolve(name));
    }
  }

  if (typeof Module.registerHooks === "function") {
    Module.registerHooks({
      load(url, context, next) {
        if (url.startsWith("file:")) note(require("node:url").fileURLToPath(url));
        return next(url, context);
      },
    });
  } else {
    knowsModules = false;
  }
  const { readFileSync } = fs;
  fs.readFileSync = function (name, ...rest) {
    if (typeof name === "string") note(name);
    return Reflect.apply(readFileSync, this, [name, ...rest]);
  };
  Module.syncBuiltinESMExports();

  const { load } = Module.prototype;
  Module.prototype.load = function (name) {
    const done = Reflect.apply(load, this, [name]);
    note(name);
    const [, part] = /[/\\]((?:aws-cdk-lib|esbuild|@aws-cdk[/\\]aws-lambda-python-alpha)[/\\].+)\.js$/.exec(name) ?? [];
    const hook = part === undefined ? undefined : hooks[part.split(path.sep).join("/")];
    if (hook !== undefined) hook(this, name);
    return done;
  };

  const hooks = {
    "aws-cdk-lib/aws-lambda/lib/code"({ exports }) {
      hasCdk = true;
      for (const type of Object.values(exports)) {
        if (typeof type !== "function" || !("prototype" in type)) continue;
        if (typeof type.prototype?.bindToResource !== "function") continue;
        if (!Object.hasOwn(type.prototype, "bindToResource")) continue;
        const { bindToResource } = type.prototype;
        type.prototype.bindToResource = function (resource, options) {
          if (!functions.some((known) => known.resource === resource)) {
            functions.push({ code: this, resource, property: options?.resourceProperty ?? "Code" });
          }
          return Reflect.apply(bindToResource, this, [resource, options]);
        };
      }
    },
    "aws-cdk-lib/core/lib/asset-staging"({ exports }) {
      hasCdk = true;
      exports.AssetStaging = new Proxy(exports.AssetStaging, {
        construct(target, args, newTarget) {
          const builds = [];
          const outer = collecting;
          collecting = builds;
          try {
            const staging = Reflect.construct(target, args, newTarget);
            stagings.push({ staging, props: args[2], builds });
            return staging;
          } finally {
            collecting = outer;
          }
        },
      });
    },
    "aws-cdk-lib/aws-lambda-nodejs/lib/package-manager"({ exports }, name) {
      const { prototype } = exports.PackageManager;
      const { runBinCommand } = prototype;
      // npx needs two to three times as long as the synth.
      prototype.runBinCommand = function (bin) {
        const own = bin === "esbuild" ? esbuildBinary(name) : undefined;
        binary ??= own;
        return own === undefined ? Reflect.apply(runBinCommand, this, [bin]) : [own];
      };
    },
    "aws-cdk-lib/aws-lambda-nodejs/lib/util"({ exports }) {
      const { exec } = exports;
      exports.exec = (command, args, options) =>
        command === binary ? keptCommand(exec, { command, args, options }, bundles) : exec(command, args, options);
    },
    "@aws-cdk/aws-lambda-python-alpha/lib/bundling"(module) {
      const { Bundling, DEPENDENCY_EXCLUDES = [] } = module.exports;
      const { bundle } = Bundling;
      // A container installs the packages otherwise; here the machine's pip does, once the app has run.
      Bundling.bundle = function (options) {
        if (!isByPip(options)) return Reflect.apply(bundle, this, [options]);
        const { entry, runtime, outputPathSuffix = "", assetHash, assetExcludes = [] } = options;
        const { Code } = module.require("aws-cdk-lib/aws-lambda");
        const code = Code.fromAsset(entry, { assetHash, exclude: [...DEPENDENCY_EXCLUDES, ...assetExcludes] });
        pythons.set(code, { runtime: runtime.name, below: outputPathSuffix });
        return code;
      };
    },
    "esbuild/lib/main"(module) {
      // A bundler of the app's own, as `tryBundle` calls it.
      const { buildSync, version } = module.exports;
      module.exports = {
        ...module.exports,
        buildSync(options) {
          collecting?.push(options);
          if (!isPlain(options) || options.write !== false) return buildSync(options);
          return keptBuild({ version, buildSync }, options, bundles);
        },
      };
    },
  };
  /** Whether a PythonFunction asks for nothing but the packages of a `requirements.txt`, if that. */
  function isByPip(options) {
    const { entry, image, command, entrypoint, commandHooks, skip } = options;
    if (skip === true || [image, command, entrypoint, commandHooks].some((own) => own !== undefined)) return false;
    const has = (name) => fs.existsSync(path.join(entry, name));
    return has("requirements.txt") || !["Pipfile.lock", "poetry.lock", "uv.lock"].some(has);
  }

  /** The one that npx would run: the project's. */
  function esbuildBinary() {
    try {
      const main = require.resolve("esbuild/package.json", { paths: [process.cwd()] });
      const name = `@esbuild/${process.platform}-${process.arch}/bin/esbuild`;
      return require.resolve(name, { paths: [path.dirname(main)] });
    } catch {
      return undefined;
    }
  }

  process.on("exit", (code) => {
    if (code !== 0 || !hasCdk) return;
    const made = {
      functions: functions.filter(({ property }) => property === "Code").map(functionRecord),
      assets: stagings.map(assetRecord),
      files: knowsModules ? [...read] : undefined,
      variables: readsAll || isBehindJsii ? undefined : [...variables],
    };
    Reflect.apply(write, fs, [file, JSON.stringify(made)]);
  });

  function functionRecord({ code, resource }) {
    const { stack } = resource;
    const known = stagings.find(({ staging }) => staging.node.scope === code.asset);
    return {
      template: stack.templateFile,
      logicalId: stack.resolve(resource.logicalId),
      asset: known === undefined ? undefined : assetRecord(known),
      inline: code.isInline === true,
    };
  }

  function assetRecord({ staging, props, builds }) {
    const { bundling } = props;
    // The same options have been staged before: what was built then is not built again.
    const same = builds.length > 0 ? builds : (stagings.find((other) => isSame(other, staging))?.builds ?? []);
    return {
      hash: staging.assetHash,
      path: path.resolve(props.sourcePath),
      exclude: props.exclude ?? [],
      bundled: bundling !== undefined,
      python: [...pythons].find(([code]) => code.asset !== undefined && staging.node.scope === code.asset)?.[1],
      nodejs: nodejsBundling(bundling, staging),
      builds: same.flatMap((options) => (isPlain(options) ? [options] : [])),
    };
  }

  function isSame(other, staging) {
    return other.builds.length > 0 && other.staging.assetHash === staging.assetHash;
  }

  /** Without plugins, which are functions. */
  function isPlain(options) {
    return typeof options === "object" && options !== null && !("plugins" in options) && !("stdin" in options);
  }

  /** What esbuild is called with by `NodejsFunction`, and what is done besides. */
  function nodejsBundling(bundling, staging) {
    if (bundling?.props?.entry === undefined || bundling.projectRoot === undefined) return undefined;
    const { entry, nodeModules } = bundling.props;
    const about = { cwd: bundling.projectRoot, entry: path.resolve(entry), installs: (nodeModules ?? []).length > 0 };
    if (typeof bundling.createBundlingSteps === "function") {
      const steps = bundling.createBundlingSteps(staging, {
        inputDir: bundling.projectRoot,
        outputDir: OUTPUT,
        pathJoin: (...parts) => path.join(...parts),
        esbuildRunner: ["esbuild"],
        createTscStep: (args) => ({ type: "shell", commands: args }),
        createFileOps: () => [],
      });
      const command = steps.find(({ type }) => type === "spawn")?.command.slice(1);
      return { ...about, command, isOpaque: command === undefined || steps.length > 1 };
    }
    const options = {
      inputDir: bundling.projectRoot,
      outputDir: OUTPUT,
      esbuildRunner: "esbuild",
      tscRunner: "tsc",
      osPlatform: process.platform,
    };
    const takesScope = bundling.createBundlingCommand.length > 1;
    const line = takesScope
      ? bundling.createBundlingCommand(staging, options)
      : bundling.createBundlingCommand(options);
    // The install comes after it.
    const { commandHooks, preCompilation } = bundling.props;
    const [own] = line.split(" && ");
    const isOpaque = commandHooks !== undefined || preCompilation === true || !own.startsWith("esbuild ");
    return { ...about, command: isOpaque ? undefined : words(own).slice(1), isOpaque };
  }

  /** The words of a line of bash: the CDK puts double quotes around what may have spaces. */
  function words(line) {
    return (line.match(/(?:[^\s"']|"(?:\\.|[^"\\])*"|'[^']*')+/g) ?? []).map((word) =>
      word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, double, single) =>
        double === undefined ? single : double.replace(/\\(.)/g, "$1"),
      ),
    );
  }
}
