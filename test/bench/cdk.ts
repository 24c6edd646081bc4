import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployPipeline } from "../../dev/app/pipeline-stack.ts";
import { infraApp } from "../../dev/app/find-app.ts";
import { synthesize } from "../../dev/app/synth.ts";
import { CdkCli, type CdkName, type CdkRun } from "../cdk/cdk-cli.ts";
import { copyProject } from "../support/project.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";
import { own } from "./owned.ts";

const ROUNDS = 3;
const OWN_ROUNDS = 10;

/** The cdk CLIs as they are on a fresh environment, and this project's own deploy beside them. */
export const cdk: Benchmark = {
  name: "cdk",
  summary: "cdklocal and cdk: bootstrap, deploy, hotswap, diff, destroy, with the synth in them; the own deploy",
  async run(report) {
    await measureOwnDeploy(report);
    for (const name of ["cdklocal", "cdk"] as const) await measureCli(report, name);
  },
};

/** What `npm run dev` does: the CDK app without its CLI, then plain CloudFormation calls. */
async function measureOwnDeploy(report: Report): Promise<void> {
  const project = copyProject();
  await using _project = own(() => rm(project, { recursive: true, force: true }));
  const synth: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cache = await mkdtemp(join(tmpdir(), "doppelface-bench-assemblies-"));
    synth.push(await timed(() => synthesize(infraApp(project), { context: {}, cache })));
    await rm(cache, { recursive: true, force: true });
  }
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < OWN_ROUNDS; round++) {
    await using environment = await startEnvironment({ args: ["--no-deploy"], quiet: true });
    const deploy = () => deployPipeline(environment.client, { project });
    // The first round makes the assembly.
    if (round === 0) await deploy();
    else {
      first.push(await timed(deploy));
      again.push(await timed(deploy));
    }
  }
  report.measured({ name: "own synth, sources changed", unit: "ms", samples: synth });
  report.measured({ name: "own deploy, first, assembly cached", unit: "ms", samples: first, target: 400 });
  report.measured({ name: "own deploy, nothing changed", unit: "ms", samples: again });
}

async function measureCli(report: Report, name: CdkName): Promise<void> {
  const runs = new Map<string, CdkRun[]>();
  for (let round = 0; round < ROUNDS; round++) {
    const project = copyProject();
    await using _project = own(() => rm(project, { recursive: true, force: true }));
    await using environment = await startEnvironment({ args: ["--no-deploy"], quiet: true });
    using cli = new CdkCli(name, { project, endpoint: environment.client.endpoint });
    const run = async (what: string, ...args: string[]): Promise<void> => {
      const done = await cli.run(...args);
      runs.set(what, [...(runs.get(what) ?? []), done]);
      if (done.status !== 0) report.wrong(`${name} ${args.join(" ")} ended with ${done.status}:\n${done.output}`);
    };
    await run("bootstrap", "bootstrap");
    await run("deploy, first", "deploy", "--require-approval", "never");
    await run("deploy, nothing changed", "deploy", "--require-approval", "never");
    const handler = join(project, "handler", "index.ts");
    await writeFile(handler, `${await readFile(handler, "utf8")}console.log("edited");\n`);
    await run("deploy --hotswap", "deploy", "--require-approval", "never", "--hotswap");
    await run("diff", "diff");
    await run("destroy", "destroy", "--force");
  }
  for (const [what, done] of runs) {
    const target = what === "deploy, first" ? { target: 6 } : {};
    report.measured({ name: `${name} ${what}`, unit: "s", samples: done.map(({ ms }) => ms / 1000), ...target });
    const synth = done.flatMap(({ synthMs }) => (synthMs === undefined ? [] : synthMs / 1000));
    if (synth.length > 0) report.measured({ name: "of it synth", unit: "s", samples: synth, peer: "of it synth" });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
