import { readFileSync } from "node:fs";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEndpoint } from "../../../dev/endpoint/endpoint.ts";
import { type TestEnvironment, start } from "../../../dev/testing/testing.ts";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { clientConfig } from "../../support/endpoint.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { dropFile, launchBrowser, noBrowser, openConsole } from "./browser.ts";

const folder = temporaryFolder();
let browser: Browser;

beforeAll(async () => {
  if (noBrowser === undefined) browser = await launchBrowser();
});
afterAll(() => browser?.close());

const [first] = pictures;
if (first === undefined) throw new Error("no fixtures");
const FIRST = readFileSync(picturePath(first));

test.skipIf(noBrowser)("eight tabs are all live by one stream, also when the one that has it is closed", async () => {
  const env: TestEnvironment = await start();
  const context = await browser.newContext();
  let streams = 0;
  context.on("request", (request) => {
    if (request.url().endsWith("/console/stream")) streams++;
  });
  const tabs = [];
  for (let tab = 0; tab < 8; tab++) tabs.push(await openConsole(context, env.connection.endpoint));

  await dropFile(tabs[7]?.page ?? fail(), "to-all.jpg", FIRST, "image/jpeg");
  for (const { page } of tabs) await page.locator(".card", { hasText: "to-all.jpg" }).getByText("1 face").waitFor();
  expect(streams).toBe(1);

  await tabs[0]?.page.close();
  await dropFile(tabs[1]?.page ?? fail(), "to-seven.jpg", FIRST, "image/jpeg");
  for (const { page } of tabs.slice(1)) {
    await page.locator(".card", { hasText: "to-seven.jpg" }).getByText("1 face").waitFor();
  }
  expect(streams).toBe(2);
  expect(tabs.flatMap(({ wrong }) => wrong)).toEqual([]);
  await context.close();
  await env.stop();
});

function fail(): never {
  throw new Error("there is no such tab");
}

test.skipIf(noBrowser)(
  "a page lives on when the environment is started again under it, with its new token",
  async () => {
    const options = (port: number) => ({
      state: { folder },
      address: "127.0.0.1",
      port,
      settings: { account: "000000000000", region: "us-east-1", retryDelay: 0, iam: "enforce", strict: false } as const,
    });
    const before = await startEndpoint(options(0));
    await new S3Client(clientConfig(before.url)).send(new CreateBucketCommand({ Bucket: "kept" }));
    const context = await browser.newContext();
    const { page } = await openConsole(context, before.url, "#/buckets/kept");
    await page.getByText("The bucket is empty").waitFor();

    await before.stop();
    await page.locator('.status[data-state="lost"]').waitFor();
    const after = await startEndpoint(options(Number(new URL(before.url).port)));

    await page.locator('.status[data-state="live"]').waitFor();
    await page.getByText("The environment was started again.").waitFor();
    await page.getByRole("link", { name: "Logs" }).click();
    await page.getByText("There is no log group yet").waitFor();
    await context.close();
    await after.stop();
  },
);
