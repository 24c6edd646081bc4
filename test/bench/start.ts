import { S3Client } from "@aws-sdk/client-s3";
import { join } from "node:path";
import { uploadPicture } from "../../dev/pipeline/upload-picture.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type BenchEnvironment, startEnvironment, temporaryFolder } from "./environment.ts";
import { nextEvent } from "./next-event.ts";
import { benchPicture } from "./pictures.ts";
import { totalPss, treeMemory } from "./process-tree.ts";

const ROUNDS = 10;

/** Rounds in which the model is loaded, for its memory. */
const WITH_MODEL = 3;

/** Milliseconds after which memory is read: what the start itself needed is given back by then. */
const SETTLED = 1000;

/** From the start of `up` to its ready line, and the memory of its processes. */
export const start: Benchmark = {
  name: "start",
  summary: "ready time of `up` with the stack deployed, first and second start; memory before and after the model",
  async run(report, { profile }) {
    // Fills the compile cache and the cache of assemblies.
    await (await startEnvironment())[Symbol.asyncDispose]();
    const first: number[] = [];
    const second: number[] = [];
    const idle: number[] = [];
    const loaded: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await using folder = await temporaryFolder();
      const state = join(folder.path, "state");
      await using deploying = await startEnvironment({ state, profile });
      first.push(deploying.readyMs);
      await deploying[Symbol.asyncDispose]();
      await using again = await startEnvironment({ state, profile });
      second.push(again.readyMs);
      await new Promise((resolve) => setTimeout(resolve, SETTLED));
      idle.push(...pssOf(again, report, round === 0 ? "before the model is loaded" : undefined));
      if (round < WITH_MODEL) {
        await loadModel(again);
        loaded.push(...pssOf(again, report, round === 0 ? "after the first picture" : undefined));
      }
    }
    report.measured({ name: "first start, deploy included", unit: "ms", samples: first, target: 1000 });
    report.measured({ name: "second start", unit: "ms", samples: second, target: 1000 });
    if (idle.length === 0) return report.note("memory: absent, since this system has no /proc");
    report.measured({ name: "PSS of the tree, model not loaded", unit: "MB", samples: idle, target: 130 });
    report.measured({ name: "PSS of the tree, after the first picture", unit: "MB", samples: loaded, target: 420 });
  },
};

async function loadModel(environment: BenchEnvironment): Promise<void> {
  const s3 = new S3Client(environment.client);
  try {
    const finished = nextEvent(environment.bus, "finished", () => true);
    await uploadPicture(s3, environment.bucket, await benchPicture(1), "first-picture.jpg");
    await finished;
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
  } finally {
    s3.destroy();
  }
}

function pssOf({ pid }: BenchEnvironment, report: Report, when: string | undefined): number[] {
  const memory = treeMemory(pid);
  if (memory === undefined) return [];
  if (when !== undefined) {
    const parts = memory.map(({ command, pss }) => `${pss.toFixed(0)} MB ${programOf(command)}`);
    report.note(`PSS ${when}: ${parts.join(", ")}`);
  }
  return [totalPss(memory)];
}

/** The script of a Node process without the folders before it. */
function programOf(command: string): string {
  const script = command.split(" ").find((word) => /\.(m?[jt]s)$/.test(word)) ?? command;
  return script.split("/").slice(-2).join("/");
}
