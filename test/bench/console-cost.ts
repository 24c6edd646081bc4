import { type S3Client, PutObjectCommand } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { openConsole } from "../console/browser/browser.ts";
import type { Report } from "./benchmark.ts";
import { type BenchEnvironment, startEnvironment } from "./environment.ts";
import { totalPss, treeCpuMs, treeMemory } from "./process-tree.ts";
import { summarise } from "./statistics.ts";
import { s3Of } from "./s3-of.ts";

/** Percent of the loop. */
const MOST_COST = 5;
const MOST_MEMORY = 15;
/** Of each kind, one after the other, so that what slows the machine slows both. */
const ROUNDS = 8;
const UPLOADS = 15;
/** Milliseconds in which a garbage collection may come. */
const SETTLE_MS = 3_000;

interface Round {
  /** Milliseconds from each put to the end of its function. */
  readonly ms: readonly number[];
  /** Of the environment's processes, per upload. */
  readonly cpuMs: number;
}

/**
 * What an open console costs: rounds of uploads with a page open and without, in turns, on one environment; and the
 * memory of it beside that of another one that was given the same uploads and no page.
 */
export async function measureCost(
  report: Report,
  browser: Browser,
  picture: Uint8Array,
  profile: string | undefined,
): Promise<void> {
  const without = await run(browser, picture, undefined, false);
  const withPage = await run(browser, picture, profile, true);
  const median = (samples: readonly number[]): number => summarise(samples).median;
  const told = (name: string, of: (round: Round) => readonly number[]): void => {
    const [closed, open] = [withPage.closed, withPage.open].map((rounds) => median(rounds.flatMap(of)));
    if (closed === undefined || open === undefined) return;
    const percent = (100 * (open - closed)) / closed;
    report.note(
      `${name}: ${open.toFixed(1)} ms with a page open, ${closed.toFixed(1)} ms without: ${percent.toFixed(1)} % more, of ` +
        `${MOST_COST} at most`,
    );
  };
  told("an upload to the end of its function", ({ ms }) => ms);
  told("processor time of the environment per upload", ({ cpuMs }) => [cpuMs]);
  if (without.memory === undefined || withPage.memory === undefined) return;
  report.note(
    `PSS of the environment: ${withPage.memory.toFixed(1)} MB after ${2 * ROUNDS * UPLOADS} uploads, a page open; ` +
      `${without.memory.toFixed(1)} MB of one that never had a page`,
  );
  report.measured({
    name: "PSS that an open page adds to the environment",
    unit: "MB",
    samples: [withPage.memory - without.memory],
    target: MOST_MEMORY,
  });
}

async function run(browser: Browser, picture: Uint8Array, profile: string | undefined, hasPage: boolean) {
  await using environment = await startEnvironment({ profile });
  const s3 = s3Of(environment);
  const rounds: { open: Round[]; closed: Round[] } = { open: [], closed: [] };
  try {
    await round(environment, s3, picture);
    for (let number = 0; number < ROUNDS; number++) {
      rounds.closed.push(await round(environment, s3, picture));
      const context = await browser.newContext();
      if (hasPage) {
        const { page } = await openConsole(context, environment.client.endpoint);
        await page.locator(".card").first().waitFor();
        // What opening it costs is measured by itself.
        await sleep(1_000);
      }
      rounds.open.push(await round(environment, s3, picture));
      const isLast = number === ROUNDS - 1;
      if (isLast) await sleep(SETTLE_MS);
      if (isLast) return { ...rounds, memory: memoryOf(environment) };
      await context.close();
      await sleep(200);
    }
  } finally {
    s3.destroy();
  }
  return { ...rounds, memory: undefined };
}

function memoryOf({ pid }: BenchEnvironment): number | undefined {
  const memory = treeMemory(pid);
  return memory === undefined ? undefined : totalPss(memory);
}

let keys = 0;

async function round(environment: BenchEnvironment, s3: S3Client, Body: Uint8Array): Promise<Round> {
  const before = treeCpuMs(environment.pid) ?? 0;
  const ms: number[] = [];
  for (let number = 0; number < UPLOADS; number++) {
    const finished = new Promise<void>((resolve) => {
      const stop = environment.bus.on("finished", () => {
        stop();
        resolve();
      });
    });
    const startedAt = performance.now();
    await s3.send(new PutObjectCommand({ Bucket: environment.bucket, Key: `cost-${++keys}.jpg`, Body }));
    await finished;
    ms.push(performance.now() - startedAt);
  }
  return { ms, cpuMs: ((treeCpuMs(environment.pid) ?? 0) - before) / UPLOADS };
}
