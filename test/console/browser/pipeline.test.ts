import { readFileSync } from "node:fs";
import type { BrowserContext } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { dropFile, noBrowser, openConsole } from "./browser.ts";
import { currentCode, runCode } from "./run-code.ts";
import { useConsole } from "./use-console.ts";

const shared = useConsole();
let context: BrowserContext;

beforeAll(async () => {
  if (noBrowser === undefined) context = await shared.browser.newContext({ viewport: { width: 1280, height: 900 } });
});

const registered = pictures.filter(({ use }) => use === "register");
const [first] = registered;
if (first === undefined) throw new Error("no fixtures");
const FIRST = readFileSync(picturePath(first));

test.skipIf(noBrowser)(
  "a handler that breaks is seen with its error; mended, its events are redriven and run again",
  async () => {
    const { env } = shared;
    const good = await currentCode(env);
    await runCode(env, "export const handler = () => { throw new Error('broken <b>on purpose</b>'); };");
    const { page, wrong } = await openConsole(context, env.connection.endpoint);

    await dropFile(page, "broken.jpg", FIRST, "image/jpeg");
    const card = page.locator(".card", { hasText: "broken.jpg" });
    await card.getByText("failed: Error").waitFor();
    await card.click();
    await page.getByRole("alert").getByText("broken <b>on purpose</b>").waitFor();

    await page.getByRole("link", { name: "Queues" }).click();
    await page.getByText("broken <b>on purpose</b>").first().waitFor();
    await runCode(env, good);
    await page.getByRole("button", { name: /^Redrive/ }).click();
    await page.getByText("1 event sent again.").waitFor();
    await page.getByText("The queue is empty").waitFor();

    await page.getByRole("link", { name: "Home", exact: true }).click();
    await page.locator(".card", { hasText: "broken.jpg" }).getByText("1 face").first().waitFor();
    await page.locator(".card", { hasText: "failed: Error" }).click();
    await page.getByRole("button", { name: "Run again" }).click();
    await page.locator(".view-head").getByText("1 face").waitFor();
    const differs = page.locator(".differs");
    await differs
      .getByRole("row", { name: /^Outcome/ })
      .getByText("another outcome")
      .waitFor();
    await differs
      .getByRole("row", { name: /^Calls/ })
      .getByText("Rekognition IndexFaces more than before")
      .waitFor();
    await page.getByRole("link", { name: "Look at that run" }).click();
    await page.getByRole("alert").getByText("broken <b>on purpose</b>").waitFor();
    expect(wrong).toEqual([]);
    await page.close();
  },
);

test.skipIf(noBrowser)("a call is shown with what it asked, what was answered, and what the policy says", async () => {
  const { env } = shared;
  await env.upload(picturePath(first), "called.jpg");
  const { page, wrong } = await openConsole(context, env.connection.endpoint);
  await page.locator(".card", { hasText: "called.jpg" }).click();

  await page.locator("summary", { hasText: "Rekognition IndexFaces" }).click();
  const call = page.locator("details[open] .call").first();
  await call.getByText('"ExternalImageId"').first().waitFor();
  await call.getByText('"FaceRecords"').waitFor();
  await call.getByRole("button", { name: "What does the policy say?" }).click();
  await call.getByText("rekognition:IndexFaces").waitFor();
  await call.getByText("allowed", { exact: true }).first().waitFor();
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("matches appear and go with the threshold", async () => {
  const { env } = shared;
  // A face that comes while two are chosen would change which is the second.
  for (const picture of registered.slice(0, 8)) {
    await env.waitForOutcome(await env.upload(picturePath(picture), picture.key));
  }
  const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/people");
  const told = page.getByRole("status").filter({ hasText: "match" });
  await told.waitFor();
  const at = async (threshold: string): Promise<number> => {
    await page.locator('input[type="range"]').fill(threshold);
    await page.locator(".threshold-value", { hasText: new RegExp(`^${threshold}$`) }).waitFor();
    return Number(/^(\d+)/.exec(await told.innerText())?.[1]);
  };

  const [all, some] = [await at("0"), await at("99")];

  expect(all).toBeGreaterThan(some);
  await page.getByRole("button", { name: "80", exact: true }).click();
  await page.locator(".threshold-value", { hasText: /^80$/ }).waitFor();
  // The two that are likest are chosen already, and a click on one of them would take it back.
  await page.getByRole("button", { name: "Clear the choice" }).click();
  await page.locator(".face-tile").first().click();
  await page.locator(".face-tile").nth(1).click();
  await page.locator(".compare-number strong").waitFor();
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("a picture that is not stored is looked up, those below the threshold too", async () => {
  const { env } = shared;
  const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/who");

  await dropFile(page, "unknown.jpg", FIRST, "image/jpeg");

  await page.locator(".who-list li").first().waitFor();
  expect(await page.locator(".who-list li").count()).toBeGreaterThan(1);
  await page.locator('.picture-large [data-face="found"]').waitFor({ state: "attached" });
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("a picture is deleted from its page", async () => {
  const { env } = shared;
  await env.upload(picturePath(first), "deleted.jpg");
  const { page, wrong } = await openConsole(context, env.connection.endpoint);
  await page.locator(".card", { hasText: "deleted.jpg" }).first().click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("deleted.jpg was deleted.").waitFor();

  await page.getByRole("link", { name: /^Buckets/ }).click();
  await page.locator(".card").first().waitFor();
  expect(await page.locator(".card", { hasText: "deleted.jpg" }).count()).toBe(0);
  expect(wrong).toEqual([]);
  await page.close();
});
