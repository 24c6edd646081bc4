import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findApp } from "../../dev/app/find-app.ts";
import { synthesize } from "../../dev/app/synth.ts";
import { PROJECT } from "../../dev/config/project.ts";
import { copyApp } from "../support/copy-app.ts";
import type { Benchmark } from "./benchmark.ts";

const ROUNDS = 5;

/** How long an app whose functions the CDK bundles takes to become stacks, beside the CDK's own command line. */
export const apps: Benchmark = {
  name: "apps",
  summary: "synth of an app of two NodejsFunctions: unchanged, changed, and by `cdk synth` in the same run",
  async run(report) {
    using copy = copyApp("registration-cdk");
    const { folder } = copy;
    const app = findApp(folder);
    if (app === undefined) throw new Error(`${folder} holds no app.`);
    const source = join(folder, "functions", "name-of.ts");
    const text = await readFile(source, "utf8");
    const [changed, unchanged, cli]: number[][] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      await writeFile(source, `${text}console.log(${round});\n`);
      changed?.push(await timed(() => synthesize(app, { context: {} })));
      unchanged?.push(await timed(() => synthesize(app, { context: {} })));
      cli?.push(await timed(() => cdkSynth(folder)));
    }
    const ofCli = Math.min(...(cli ?? []));
    report.measured({ name: "synth, unchanged", unit: "ms", samples: unchanged ?? [], target: 50 });
    report.measured({ name: "synth, a source changed", unit: "ms", samples: changed ?? [], target: 0.4 * ofCli });
    report.measured({ name: "synth, a source changed", unit: "ms", samples: cli ?? [], peer: "cdk synth" });
  },
};

async function cdkSynth(folder: string): Promise<void> {
  const output = await mkdtemp(join(tmpdir(), "doppelface-bench-cdk-out-"));
  const cdk = join(PROJECT, "node_modules", "aws-cdk", "bin", "cdk");
  try {
    await promisify(execFile)(process.execPath, [cdk, "synth", "--quiet", "--output", output], { cwd: folder });
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
