import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { Runtime } from "../runtime.ts";
import { MINORS } from "../../../../../python/interpreters.ts";
import { preparePython } from "./prepare-python.ts";

const BOOTSTRAP = fileURLToPath(new URL("bootstrap.py", import.meta.url));
/** Most bytes of a source that are looked through for the clients that it makes. */
const LONGEST_SOURCE = 1 << 20;

const Posted = v.object({
  errorType: v.optional(v.string(), ""),
  errorMessage: v.optional(v.string(), ""),
  stackTrace: v.optional(v.array(v.string()), []),
});

/** Python: AWS's own client, awslambdaric, on the machine's Python of the version or the nearest to it. */
export const PYTHON_RUNTIME: Runtime = {
  identifiers: MINORS.map((minor) => `python3.${minor}`),
  runsOn: "the Python of this machine",
  prepare: ({ identifier, userCache, tell }) => preparePython(minorOf(identifier), userCache, tell),
  command({ executable, code, copyOf, inspected, spare }) {
    const role = [
      spare === undefined ? "function" : "spare",
      spare?.module ?? "",
      inspected ? "inspected" : "",
      copyOf ?? "",
    ];
    // What was compiled of a zip file serves its next process; a folder that is run in place is the user's own.
    const compiled = code === "folder" ? ["-B"] : [];
    // -s and no PYTHON… variables of the machine: what the user has installed for themselves is not on AWS.
    return { file: executable, args: ["-u", "-s", ...compiled, BOOTSTRAP, ...role] };
  },
  variables: () => ({}),
  aheadOf(codeFolder) {
    const clients = clientsIn(codeFolder).join(",");
    return { module: clients === "" ? undefined : clients, packages: clients };
  },
  readError(payload) {
    const { errorType, errorMessage, stackTrace } = v.parse(Posted, payload);
    return { errorType, errorMessage, stack: stackTrace.toReversed().map(place) };
  },
  debugger: {
    protocol: "dap",
    read(line) {
      const [, executable] = /^There is no debugpy in (.+)$/.exec(line.trimEnd()) ?? [];
      if (executable !== undefined) {
        return {
          hasEnded: false,
          missing: `Python's debugger is missing. Install it: ${executable} -m pip install debugpy`,
        };
      }
      const [, url] = /^Debugger listening on (tcp:\S+)/.exec(line) ?? [];
      return url === undefined ? undefined : { url, hasEnded: false };
    },
  },
};

function minorOf(identifier: string): number {
  return Number(/^python3\.(\d+)$/.exec(identifier)?.[1]);
}

/** What the sources of a folder make of boto3, `client:s3`: the models of services take most of a cold start. */
function clientsIn(folder: string): string[] {
  const calls = sourcesIn(folder).flatMap((source) => [
    ...source.matchAll(/\.(client|resource)\(\s*["']([a-z0-9-]+)["']/g),
  ]);
  return [...new Set(calls.map(([, kind = "", service = ""]) => `${kind}:${service}`))].toSorted();
}

/** None where the folder is gone: the code says so when it runs. */
function sourcesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".py")).map(({ name }) => name);
    return names.map((name) => readFileSync(join(folder, name), "utf8").slice(0, LONGEST_SOURCE));
  } catch {
    return [];
  }
}

/** `at handler (/app/index.py:3:1)` of `  File "/app/index.py", line 3, in handler`, the form that stacks have here. */
function place(line: string): string {
  const [, file, at, name] = /^\s*File "(.*)", line (\d+), in (.*)/.exec(line) ?? [];
  return file === undefined ? line.trim() : `at ${name?.trim()} (${file}:${at}:1)`;
}
