import { ListFacesCommand } from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { dropFile, noBrowser, openConsole } from "./browser.ts";
import { drawnPicture, useConsole } from "./use-console.ts";

const shared = useConsole();

test.skipIf(noBrowser)("a picture that is dropped becomes a card with its boxes where the faces are", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const { page, wrong } = await openConsole(context, env.connection.endpoint);

  await dropFile(page, "lunch.jpg", drawnPicture("group"), "image/jpeg");

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
  await context.close();
});

test.skipIf(noBrowser)("a picture that is pasted goes into the bucket, and is told to a screen reader", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page, wrong } = await openConsole(context, env.connection.endpoint);
  const picture = JSON.stringify(drawnPicture("register").toString("base64"));
  // A clipboard takes a picture as PNG alone.
  await page.evaluate(`(async () => {
    const jpeg = new Blob([Uint8Array.from(atob(${picture}), (c) => c.charCodeAt(0))], { type: "image/jpeg" });
    const bitmap = await createImageBitmap(jpeg);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const png = await canvas.convertToBlob({ type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
  })()`);

  await page.keyboard.press("Control+V");

  await page
    .locator(".card", { hasText: /pasted-.*\.png/ })
    .getByText("1 face")
    .waitFor();
  await page
    .getByRole("log", { name: "Uploads that have ended" })
    .getByText(/^pasted-.*\.png: 1 face$/)
    .waitFor();
  expect(wrong).toEqual([]);
  await context.close();
});

test.skipIf(noBrowser)("a picture of the camera is looked up, and stays on this machine", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext({ permissions: ["camera"] });
  const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/who");
  const before = await env.rows();
  await page.getByRole("button", { name: "Camera" }).click();
  await page.locator("video").waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const video = document.querySelector("video");
    if (video.videoWidth > 0) resolve();
    else video.addEventListener("playing", () => resolve());
  })`);

  await page.getByRole("button", { name: "Take the picture" }).click();

  // What Chromium shows in the place of a camera has no face.
  await page.getByRole("heading", { name: "camera.jpg" }).waitFor();
  await page.getByText("No face was found in the picture").waitFor();
  expect(await env.rows()).toEqual(before);
  expect(wrong).toEqual([]);
  await context.close();
});
