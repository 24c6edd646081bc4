import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT } from "../../../../dev/config/project.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

/*
 * How a function is written × its runtime × where the state lies × how its handler ends. What AWS answers is read off
 * the sources of aws/aws-lambda-nodejs-runtime-interface-client: UserFunction.js, Runtime.js and CallbackContext.js for
 * Node 20 and 22, src/runtime/buffered-invoke-processor.ts for Node 24.
 */
const HANDLERS = `
  const modes = {
    async: async () => "async",
    callback: (event, context, callback) => { setTimeout(() => callback(null, "called"), 5); },
    sync: () => "returned",
    empty: () => { setTimeout(() => {}, 5); },
    throws: () => { throw new RangeError("thrown"); },
    rejects: async () => { throw new TypeError("rejected"); },
    late: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  };
  const handler = (event, context, ...rest) => modes[event.mode](event, context, ...rest);
  const called = (event, context, callback) => modes.callback(event, context, callback);
  const never = async () => { await new Promise(() => {}); };
`;
const CJS = `${HANDLERS} module.exports = { handler, called, never };`;
const ESM = `${HANDLERS} export { handler, called, never };`;

const FORMS: Record<string, Record<string, string>> = {
  cjs: { "index.cjs": CJS },
  mjs: { "index.mjs": ESM },
  "js with type module": { "index.js": ESM, "package.json": '{"type":"module"}' },
  "js without package.json": {
    "index.js": 'module.exports = require("./other");',
    "other.js": CJS,
  },
  "cjs in a folder with package.json": { "app/index.cjs": CJS, "app/package.json": '{"name":"app"}' },
};

/** Modes and the handlers that run them, in their order. */
const MODES: readonly (readonly [string, string])[] = [
  ...["async", "throws", "sync", "rejects", "empty", "late"].map((mode) => [mode, "handler"] as const),
  ["callback", "called"],
  ["never", "never"],
];

const UNTIL_22 = {
  async: '"async"',
  callback: '"called"',
  sync: "null",
  empty: "null",
  throws: "RangeError: thrown",
  rejects: "TypeError: rejected",
  late: "Sandbox.Timedout",
  never: "Runtime.NodeJsExit",
};
/** A handler with three parameters is refused at its start; what is returned is awaited, whatever it is. */
const FROM_24 = {
  ...UNTIL_22,
  callback: "Runtime.CallbackHandlerDeprecated",
  sync: '"returned"',
  never: "Runtime.ExitError",
};

let role: string;

describe.each([
  ["elsewhere", undefined],
  ["in the checkout", mkdtempSync(join(PROJECT, ".doppelface-matrix-"))],
])("state %s", (_where, folder) => {
  let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
  let functions: Functions;
  const made = new Set<string>();

  beforeAll(async () => {
    endpoint = await startTestEndpoint({ state: { folder } });
    role = await makeRole(endpoint.client, "matrix");
    functions = new Functions(endpoint.client, role);
  });

  afterAll(async () => {
    await endpoint.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  describe.each([
    ["nodejs20.x", UNTIL_22],
    ["nodejs22.x", UNTIL_22],
    ["nodejs24.x", FROM_24],
  ] as const)("%s", (runtime, expected) => {
    test("each form ends as on AWS", async () => {
      const ends = await Promise.all(Object.keys(FORMS).map(async (form) => [form, await endsOf(form)] as const));

      expect(Object.fromEntries(ends)).toEqual(
        Object.fromEntries(Object.keys(FORMS).map((form) => [form, expected] as const)),
      );
    });

    /** One environment after the other, and what follows an error in the same one. */
    async function endsOf(form: string): Promise<Record<string, string>> {
      const ends: Record<string, string> = {};
      for (const [mode, handler] of MODES) {
        const name = `${form}-${runtime}-${handler}`.replaceAll(/\W/g, "-");
        if (!made.has(name)) {
          await functions.create(name, FORMS[form] ?? {}, {
            Runtime: runtime,
            Handler: `${form.includes("folder") ? "app/index" : "index"}.${handler}`,
            Timeout: 2,
          });
        }
        made.add(name);
        ends[mode] = brief(await functions.invoke(name, { mode }));
      }
      return ends;
    }
  });
});

function brief({ error, answer }: { error: string | undefined; answer: unknown }): string {
  if (error === undefined) return JSON.stringify(answer);
  const { errorType, errorMessage } = answer as { errorType: string; errorMessage: string };
  return /^(Runtime|Sandbox)\./.test(errorType) ? errorType : `${errorType}: ${errorMessage}`;
}
