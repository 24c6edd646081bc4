import { CreateBucketCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
import { buildUi } from "../../dev/console/api/ui-build.ts";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { launchBrowser, noBrowser, openConsole } from "../console/browser/browser.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type BenchEnvironment, startEnvironment } from "./environment.ts";
import { measureCost } from "./console-cost.ts";
import { s3Of } from "./s3-of.ts";

/** Kilobytes of script, compressed, of all chunks together. */
const MOST_SCRIPT = 120;
const FIRST_VIEW_MS = 300;
const EVENT_MS = 50;
const LONGEST_TASK_MS = 50;
const OPENED = 8;
const UPLOADS = 30;
const MANY = 5000;
const PUTS_AT_ONCE = 16;

/** A bucket that no function hears of. */
const ALBUM = "album";

const [portrait] = pictures;
if (portrait === undefined) throw new Error("no fixtures");
const PICTURE = readFileSync(picturePath(portrait));

/** What the console costs, and how soon it shows what happens. */
export const consoleBenchmark: Benchmark = {
  name: "console",
  summary: "the console in Chromium: script, first view, an event's way, 5,000 pictures scrolled, what it costs",
  long: true,
  async run(report, { profile }) {
    await measureScript(report);
    if (noBrowser !== undefined) {
      report.note(`the rest is absent: ${noBrowser}`);
      return;
    }
    await using environment = await startEnvironment({ profile });
    const browser = await launchBrowser();
    const s3 = s3Of(environment);
    try {
      await put(s3, environment, "first.jpg");
      await new Promise<void>((resolve) => void environment.bus.on("finished", () => resolve()));
      const context = await browser.newContext();
      await measureOpening(report, context, environment);
      await measureEvents(report, context, environment, s3);
      await measureScrolling(report, context, environment, s3);
      await measureCost(report, browser, PICTURE, profile);
    } finally {
      s3.destroy();
      await browser.close();
    }
  },
};

async function measureScript(report: Report): Promise<void> {
  const files = [...(await buildUi()).values()].filter(({ name }) => name.endsWith(".js"));
  const size = files.reduce((sum, { compressed }) => sum + compressed.byteLength, 0) / 1000;
  report.note(`script: ${size.toFixed(1)} kB compressed in ${files.length} chunks, of ${MOST_SCRIPT} at most`);
  if (size > MOST_SCRIPT) report.wrong(`The console's scripts have ${size.toFixed(0)} kB compressed`);
}

/** From the navigation to the first paint and to the first card, in a page that has the files already. */
async function measureOpening(report: Report, context: BrowserContext, environment: BenchEnvironment): Promise<void> {
  const samples: { readonly paint: number; readonly card: number }[] = [];
  await context.addInitScript(`new MutationObserver((_, observer) => {
    if (document.querySelector(".card") === null) return;
    performance.mark("card");
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true })`);
  for (let round = 0; round <= OPENED; round++) {
    const { page } = await openConsole(context, endpointOf(environment));
    await page.locator(".card").first().waitFor();
    const [paint = Number.NaN, card = Number.NaN] = await page.evaluate<number[]>(
      "['first-contentful-paint', 'card'].map((name) => performance.getEntriesByName(name)[0].startTime)",
    );
    if (round === 0) report.note(`first view of all, which builds the page: ${paint.toFixed(0)} ms to the first paint`);
    else samples.push({ paint, card });
    await page.close();
  }
  report.measured({
    name: "first contentful paint after opening",
    unit: "ms",
    samples: samples.map(({ paint }) => paint),
    target: FIRST_VIEW_MS,
  });
  report.measured({
    name: "the first upload in the page after opening",
    unit: "ms",
    samples: samples.map(({ card }) => card),
    target: FIRST_VIEW_MS,
  });
}

/** From when the endpoint tells that an upload is durable to when its card is in the page. */
async function measureEvents(
  report: Report,
  context: BrowserContext,
  environment: BenchEnvironment,
  s3: S3Client,
): Promise<void> {
  const { page } = await openConsole(context, endpointOf(environment));
  await page.locator(".card").first().waitFor();
  await page.evaluate(`(() => {
    window.seen = {};
    new MutationObserver(() => {
      for (const card of document.querySelectorAll(".card-name")) window.seen[card.title] ??= Date.now();
    }).observe(document.body, { childList: true, subtree: true });
  })()`);
  const told = new Map<string, number>();
  environment.bus.on("uploaded", ({ key }) => told.set(key, Date.now()));
  for (let n = 0; n < UPLOADS; n++) {
    await put(s3, environment, `event-${n}.jpg`);
    await page.locator(`.card-name[title="event-${n}.jpg"]`).first().waitFor();
  }
  const seen = await page.evaluate<Record<string, number>>("window.seen");
  const samples = [...told].map(([key, at]) => Math.max(0, (seen[key] ?? Number.NaN) - at));
  report.measured({ name: "an event's way to the page", unit: "ms", samples, target: EVENT_MS });
  await page.close();
}

/** The longest task of the page's scripts while a bucket of 5,000 pictures is scrolled through. */
async function measureScrolling(
  report: Report,
  context: BrowserContext,
  environment: BenchEnvironment,
  s3: S3Client,
): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: ALBUM }));
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < MANY) await put(s3, { bucket: ALBUM }, `${next++}.jpg`);
  };
  await Promise.all(Array.from({ length: PUTS_AT_ONCE }, worker));
  const { page } = await openConsole(context, endpointOf(environment), `#/buckets/${ALBUM}`);
  await page.locator(".card").first().waitFor();
  await page.waitForTimeout(3_000);
  await page.evaluate(`(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "longtask" });
  })()`);
  await scrollThrough(page);
  const tasks = await page.evaluate<number[]>("window.tasks");
  report.measured({
    name: `longest task while ${MANY} pictures are scrolled (0: none over 50)`,
    unit: "ms",
    samples: [Math.max(0, ...tasks)],
    target: LONGEST_TASK_MS,
  });
}

async function scrollThrough(page: Page): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.mouse.wheel(0, 1_500);
    await page.waitForTimeout(16);
  }
}

async function put(s3: S3Client, { bucket }: { readonly bucket: string }, Key: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: PICTURE }));
}

function endpointOf({ client }: BenchEnvironment): string {
  return client.endpoint;
}
