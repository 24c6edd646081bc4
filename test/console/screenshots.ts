/* `npm run screenshots -- DIR [--views NAME]… [--widths PIXELS]…`: every view of the console, light and dark, from 360 px to 4K, of the drawn fixtures. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { launchBrowser, openConsole } from "./browser/browser.ts";
import { currentCode, runCode } from "./browser/run-code.ts";

const WIDTHS = [1280, 400, 360, 3840];
const HEIGHT = 860;
/** Of a screen of 3,840 pixels. */
const HEIGHT_4K = 2160;
const SCHEMES = ["light", "dark"] as const;
/** Milliseconds in which pictures are drawn and plots come. */
const SETTLE_MS = 1_500;

const { values, positionals } = parseArgs({
  options: { views: { type: "string", multiple: true }, widths: { type: "string", multiple: true } },
  allowPositionals: true,
});
const [folder = "screenshots"] = positionals;
mkdirSync(folder, { recursive: true });
const env = await start();
const browser = await launchBrowser();
try {
  await fill(env);
  const widths = values.widths?.map(Number) ?? WIDTHS;
  for (const [scheme, width] of SCHEMES.flatMap((one) => widths.map((wide) => [one, wide] as const))) {
    await shoot(browser, scheme, width);
  }
} finally {
  await browser.close();
  await env.stop();
}

/** Pictures of every kind, and one event that fails for good. */
async function fill(filled: TestEnvironment): Promise<void> {
  const good = await currentCode(filled);
  await runCode(filled, "export const handler = () => { throw new Error('The table is missing'); };");
  const failed = new Promise<void>((resolve) => filled.bus.on("delivered", () => resolve()));
  const [first] = pictures;
  if (first === undefined) return;
  await filled.upload(readFileSync(picturePath(first)), "late-arrival.jpg").catch(() => undefined);
  await failed;
  await runCode(filled, good);
  for (const picture of pictures) await filled.upload(picturePath(picture), picture.key);
}

async function shoot(from: Browser, colorScheme: (typeof SCHEMES)[number], width: number): Promise<void> {
  const context = await from.newContext({
    colorScheme,
    viewport: { width, height: width > 2000 ? HEIGHT_4K : HEIGHT },
  });
  const { page } = await openConsole(context, env.connection.endpoint);
  await page.locator(".card").first().waitFor();
  const group = page.locator(".card", { hasText: "lunch-group" }).first();
  const views: [string, string][] = [
    ["home", "#/"],
    ["picture", (await group.getAttribute("href")) ?? "#/"],
    ["who", `#/who/${env.resources.bucket}/${pictures.find(({ use }) => use === "recognise")?.key ?? ""}`],
    ...[
      "people",
      "buckets",
      "tables",
      "functions",
      "queues",
      "logs",
      "metrics",
      "faults",
      "permissions",
      "recordings",
    ].map((name): [string, string] => [name, `#/${name}`]),
  ];
  for (const [name, view] of views) {
    if (values.views !== undefined && !values.views.includes(name)) continue;
    await page.goto(`${env.connection.endpoint}/_doppelface/${view}`);
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: name !== "logs" });
  }
  await context.close();
}
