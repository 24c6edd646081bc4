import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { noBrowser, openConsole } from "./browser.ts";
import { useConsole } from "./use-console.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const shared = useConsole();

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  const { env } = shared;
  const uses = new Set(["register", "group", "no-face", "not-a-picture"]);
  for (const picture of pictures.filter(({ use }) => uses.has(use)).slice(0, 6)) {
    await env.upload(picturePath(picture), picture.key);
  }
});

/** The address of the newest upload's page. */
async function uploadView(page: Page): Promise<string> {
  await page.locator(".card").first().waitFor();
  return (await page.locator(".card").first().getAttribute("href")) ?? "";
}

test.skipIf(noBrowser).each(["light", "dark"] as const)(
  "axe finds no violation on any view, and the policy of the page refuses nothing: %s",
  async (colorScheme) => {
    const { env, browser } = shared;
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const { page, wrong } = await openConsole(context, env.connection.endpoint);
    const listed = await page.locator(".nav a").evaluateAll((links) => links.map((link) => String(link)));
    const views = [...listed.map((url) => new URL(url).hash || "#/"), await uploadView(page)];

    for (const view of views) {
      await page.goto(`${env.connection.endpoint}/_doppelface/${view}`);
      await page.locator("h1").first().waitFor();
      await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => undefined);
      await page.evaluate(AXE);
      const found: AxeResults = await page.evaluate("axe.run()");
      const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      expect([view, violations]).toEqual([view, []]);
    }
    expect(wrong).toEqual([]);
    await context.close();
  },
);
