import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { Runtime } from "../runtime.ts";
import { majorOf } from "./major-version.ts";

const BOOTSTRAP = fileURLToPath(new URL("bootstrap.ts", import.meta.url));
/** The oldest version that AWS still has for new functions; what runs on a newer one otherwise than on an older is told. */
const OLDEST_SERVED = 20;
/** Beside hot-reload code: a module that imports the packages which that code imports. */
const PRELOAD_FILE = "preload.mjs";
/** Part of the function's memory that V8's heap may take; the rest is for buffers and code. */
const HEAP_SHARE = 0.9;
const ABOUT_DEBUGGER =
  /^(Debugger (listening on|attached|ending on)|For help, see: https:\/\/nodejs\.org|Waiting for the debugger)/;

const Posted = v.object({
  errorType: v.optional(v.string(), ""),
  errorMessage: v.optional(v.string(), ""),
  trace: v.optional(v.array(v.string()), []),
});

/** Node: every version runs on the one that the endpoint itself runs on. */
export const NODE_RUNTIME: Runtime = {
  identifiers: ["nodejs12.x", "nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"],
  runsOn: `Node ${process.versions.node}`,
  prepare({ identifier, tell }) {
    if (majorOf(identifier) < OLDEST_SERVED) tell(`Functions of ${identifier} run on Node ${process.versions.node}.`);
    return Promise.resolve(process.execPath);
  },
  command({ executable, identifier, variables, code, project, memorySize, inspected, spare }) {
    const heap = Math.max(32, Math.floor(memorySize * HEAP_SHARE));
    const inspect = inspected ? ["--inspect=127.0.0.1:0"] : [];
    const role = spare === undefined ? [code, project] : ["spare", project, spare.module ?? ""];
    const flags = [`--max-old-space-size=${heap}`, ...switchedOff(identifier, variables), ...inspect];
    return { file: executable, args: [...flags, BOOTSTRAP, ...role] };
  },
  variables: (cacheFolder) => ({ NODE_COMPILE_CACHE: cacheFolder }),
  aheadOf(codeFolder) {
    const module = join(codeFolder, PRELOAD_FILE);
    try {
      return { module, packages: readFileSync(module, "utf8") };
    } catch {
      return { module: undefined, packages: "" };
    }
  },
  readError(payload) {
    const { trace: stack, ...named } = v.parse(Posted, payload);
    return { ...named, stack };
  },
  debugger: {
    protocol: "inspector",
    read(line) {
      if (!ABOUT_DEBUGGER.test(line)) return undefined;
      // It would not end before the debugger goes.
      return { url: /ws:\S+/.exec(line)?.[0], hasEnded: line.startsWith("Waiting for the debugger") };
    },
  },
};

/**
 * What Lambda switches off in a runtime's Node, unless the function's NODE_OPTIONS switch it on (Lambda guide, "Building
 * Lambda functions with Node.js").
 */
function switchedOff(identifier: string, variables: Readonly<Record<string, string>>): string[] {
  if (majorOf(identifier) >= 24) return [];
  const wanted = variables["NODE_OPTIONS"] ?? "";
  return ["require-module", "detect-module"]
    .filter((feature) => !wanted.includes(`--experimental-${feature}`))
    .map((feature) => `--no-experimental-${feature}`);
}
