import { readFileSync } from "node:fs";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestEnvironment, start } from "../../../dev/testing/testing.ts";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { launchBrowser, noBrowser, openConsole } from "./browser.ts";

let env: TestEnvironment;
let browser: Browser;

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  [env, browser] = await Promise.all([start({ rekognition: "replay" }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await env?.stop();
});

const portrait = pictures.find(({ use }) => use === "register");
if (portrait === undefined) throw new Error("no fixtures");

test.skipIf(noBrowser)(
  "a miss is shown with the request beside the closest recording, and a hit with its file",
  async () => {
    const context = await browser.newContext();
    const { page, wrong } = await openConsole(context, env.connection.endpoint);
    // Other bytes than those of any recording, and still a picture.
    const Body = Buffer.concat([readFileSync(picturePath(portrait)), Buffer.from([0])]);
    await env.clients.s3.send(new PutObjectCommand({ Bucket: env.resources.bucket, Key: "never-recorded.jpg", Body }));
    await page.locator(".card", { hasText: "never-recorded.jpg" }).waitFor();

    await page.goto(`${env.connection.endpoint}/_doppelface/#/recordings`);
    // The console's own calls are none of the run's.
    const miss = page.locator(".miss");
    await miss.waitFor();

    const text = await miss.innerText();
    await page.goto(`${env.connection.endpoint}/_doppelface/#/people`);
    await page.getByRole("alert").getByText("recordings or by an upstream").waitFor();
    await page.goto(`${env.connection.endpoint}/_doppelface/#/recordings`);
    expect(text).toMatch(/^No recording of the set 'default' answers this IndexFaces/);
    expect(text).toContain("What to do:");
    await page.getByText("CreateCollection").first().waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  },
);
