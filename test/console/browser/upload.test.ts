import { readFileSync } from "node:fs";
import { ListFacesCommand } from "@aws-sdk/client-rekognition";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestEnvironment, start } from "../../../dev/testing/testing.ts";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { dropFile, launchBrowser, noBrowser, openConsole } from "./browser.ts";

let env: TestEnvironment;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  [env, browser] = await Promise.all([start(), launchBrowser()]);
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});
afterAll(async () => {
  await browser?.close();
  await env?.stop();
});

const group = pictures.find(({ use }) => use === "group");
if (group === undefined) throw new Error("no fixtures");

test.skipIf(noBrowser)("a picture that is dropped becomes a card with its boxes where the faces are", async () => {
  const { page, wrong } = await openConsole(context, env.connection.endpoint);

  await dropFile(page, "lunch.jpg", readFileSync(picturePath(group)), "image/jpeg");

  const card = page.locator(".card", { hasText: "lunch.jpg" });
  await card.getByText("1 face, 2 left out").waitFor();
  expect(await card.locator('[data-face="left-out"]').count()).toBe(2);
  const [row] = await env.rows();
  const drawn = await card.locator('[data-face="indexed"] .line').boundingBox();
  const shown = await card.locator("img").boundingBox();
  if (drawn === null || shown === null) throw new Error("nothing is drawn");
  const { Faces = [] } = await env.clients.rekognition.send(
    new ListFacesCommand({ CollectionId: env.resources.collection }),
  );
  const box = Faces.find(({ FaceId }) => FaceId === row?.rekognition_id)?.BoundingBox;
  expect((drawn.x - shown.x) / shown.width).toBeCloseTo(box?.Left ?? -1, 1);
  expect((drawn.y - shown.y) / shown.height).toBeCloseTo(box?.Top ?? -1, 1);
  expect(drawn.width / shown.width).toBeCloseTo(box?.Width ?? -1, 1);
  expect(wrong).toEqual([]);
});
