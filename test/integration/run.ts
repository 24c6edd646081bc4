import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { STACK } from "../../dev/app/pipeline-stack.ts";
import { findDeployedStack } from "./deployed-stack.ts";
import { DEFAULT, ENGINES, FILES, whyNot } from "./engines.ts";

// Runs the integration tests on engines: `npm run test:integration -- --engine container`, which may be repeated.
// An engine that is named and cannot be used fails the run; without names it is left out, and the reason is told.
// `--engine aws [--stack NAME]` runs on a stack that is deployed, with the user's own credentials, at the user's cost.
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = "node_modules/vitest/vitest.mjs";

const { values } = parseArgs({
  options: { engine: { type: "string", multiple: true }, stack: { type: "string", default: STACK } },
});
const named = v.parse(v.array(v.picklist(ENGINES)), values.engine ?? []);
const wanted = named.length > 0 ? named : DEFAULT;

const usable: string[] = [];
const files = new Set<string>();
let missing = false;
for (const engine of wanted) {
  const reason = await whyNot(engine, values.stack);
  if (reason === undefined) {
    usable.push(engine);
    for (const file of FILES[engine]) files.add(file);
  } else {
    process.stderr.write(`${engine}: not run. ${reason}\n`);
    missing ||= named.length > 0;
  }
}
process.stderr.write(`Integration tests on: ${usable.join(", ") || "none"}\n`);
if (usable.includes("aws")) {
  process.stderr.write(`aws: the stack ${values.stack}: ${(await findDeployedStack(values.stack)).where}\n`);
}
const failed = usable.length === 0 || (await runTests()) !== 0;
process.exitCode = failed || missing ? 1 : 0;

function runTests(): Promise<number> {
  const args = [VITEST, "run", "--config", "test/vitest.config.ts", "--project", "integration", ...files];
  const env = { ...process.env, DOPPELFACE_TEST_ENGINES: usable.join(","), DOPPELFACE_TEST_STACK: values.stack };
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
