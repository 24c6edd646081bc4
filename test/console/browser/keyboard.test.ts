import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { noBrowser, openConsole } from "./browser.ts";
import { drawnPicture, useConsole } from "./use-console.ts";

const MOST_TABS = 80;

const shared = useConsole();

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  for (const [key, bytes] of [
    ["lunch.jpg", drawnPicture("group")],
    ["Alice.jpg", drawnPicture("register")],
    ["Bob.jpg", drawnPicture("register", 1)],
  ] as const) {
    await shared.env.waitForOutcome(await shared.env.upload(bytes, key));
  }
});

/** Goes on by Tab until something has the focus, and sees that whatever has it meanwhile shows it. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < MOST_TABS; step++) {
    await page.keyboard.press("Tab");
    const [name, outline] = await page.evaluate<[string, string]>(`(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return [document.activeElement.outerHTML.slice(0, 80), outlineStyle === "none" ? "none" : outlineWidth];
    })()`);
    if (name.startsWith("<body")) continue;
    expect([name, outline]).toEqual([name, expect.stringMatching(/^[1-9]/)]);
    if (await hasFocus(page, wanted)) return;
  }
  throw new Error(`${MOST_TABS} times Tab did not come to ${String(wanted)}.`);
}

async function hasFocus(page: Page, element: Locator): Promise<boolean> {
  return (await element.and(page.locator(":focus")).count()) > 0;
}

test.skipIf(noBrowser)("a picture is opened, looked at, run again and deleted by the keyboard alone", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page, wrong } = await openConsole(context, env.connection.endpoint);
  const card = page.locator(".card", { hasText: "lunch.jpg" });
  await card.waitFor();

  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  await tabTo(page, card);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "lunch.jpg" }).waitFor();
  // Not from the top of the page again: focus has gone on to what was opened.
  expect(await page.evaluate("document.activeElement.id")).toBe("main");

  const landmarks = page.getByRole("button", { name: "Landmarks" });
  await tabTo(page, landmarks);
  await page.keyboard.press("Space");
  expect(await landmarks.getAttribute("aria-pressed")).toBe("true");
  await page.locator(".point").first().waitFor({ state: "attached" });

  await page.locator("#main").focus();
  await tabTo(page, page.getByRole("button", { name: "Run again" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^What differs from the run of/ }).waitFor();

  const remove = page.getByRole("button", { name: "Delete" });
  await tabTo(page, remove);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Delete lunch.jpg from").waitFor();
  for (let step = 0; step < 5; step++) {
    await page.keyboard.press("Tab");
    // The browser's own buttons may come in between: nothing of the page behind may.
    expect(await page.evaluate("document.activeElement.closest('dialog, body').tagName")).toMatch(/DIALOG|BODY/);
    expect(await page.evaluate("document.activeElement.closest('.shell > main, .side') !== null")).toBe(false);
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await hasFocus(page, remove)).toBe(true);

  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByRole("button", { name: "Delete" }));
  await page.keyboard.press("Enter");
  await page.getByText("lunch.jpg was deleted.").waitFor();
  expect(wrong).toEqual([]);
  await context.close();
});

test.skipIf(noBrowser)("the threshold is moved by the arrows, and what it makes of it is told", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext();
  const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/people");
  const slider = page.getByRole("slider", { name: "Threshold" });
  await slider.waitFor();

  await tabTo(page, slider);
  await page.keyboard.press("ArrowRight");
  await page.locator(".threshold-value", { hasText: /^80.5$/ }).waitFor();
  await page.keyboard.press("Home");
  await page.locator(".threshold-value", { hasText: /^0$/ }).waitFor();
  const told = page.getByRole("status").filter({ hasText: "match" });
  const all = await told.innerText();
  await page.keyboard.press("End");
  await page.locator(".threshold-value", { hasText: /^100$/ }).waitFor();

  expect(await told.innerText()).not.toBe(all);
  expect(wrong).toEqual([]);
  await context.close();
});
