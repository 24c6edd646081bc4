import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { dropFile, noBrowser, openConsole } from "./browser.ts";
import { drawnPicture, useConsole } from "./use-console.ts";

const shared = useConsole();
const SCRIPT = "<script>alert(1)</script>";

test.skipIf(noBrowser)("names are text and files are pictures or tiles, whatever they hold", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext();
  const { page, wrong } = await openConsole(context, env.connection.endpoint);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const names = ["<img src=x onerror=alert(1)>.jpg", `"><svg onload=alert(1)>.jpg`, "javascript:alert(1)#?&%41.jpg"];

  for (const name of names) await dropFile(page, name, drawnPicture("register"), "image/jpeg");
  await dropFile(page, "page.html", Buffer.from(`<html>${SCRIPT}</html>`), "text/html");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99">${SCRIPT}</svg>`;
  await dropFile(page, "drawn.svg", Buffer.from(svg), "image/svg+xml");

  for (const name of names) {
    const card = page.locator(".card").filter({ has: page.getByText(name, { exact: true }) });
    await card.getByText("1 face").waitFor();
  }
  for (const name of ["page.html", "drawn.svg"]) {
    await page.locator(".card", { hasText: name }).getByText("not a picture").waitFor();
  }
  for (const name of names) {
    await page.goto(`${env.connection.endpoint}/_doppelface/#/`);
    await page
      .locator(".card")
      .filter({ has: page.getByText(name, { exact: true }) })
      .click();
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  }
  await page.goto(`${env.connection.endpoint}/_doppelface/#/tables`);
  await page.locator(".table td").first().waitFor();
  expect({ dialogs, wrong }).toEqual({ dialogs: [], wrong: [] });
  await context.close();
});

test.skipIf(noBrowser)(
  "a page of another origin gets neither the token nor a picture, nor hears the stream",
  async () => {
    const { env, browser } = shared;
    const elsewhere = createServer((_request, response) => response.end("<!doctype html><title>elsewhere</title>"));
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    const base = JSON.stringify(`${env.connection.endpoint}/_doppelface/`);

    const told = await page.evaluate(`(async () => {
    const base = ${base};
    const tried = async (name, options) => {
      try { return (await fetch(base + name, options)).status; } catch { return "failed"; }
    };
    const image = await new Promise((resolve) => {
      const picture = new Image();
      picture.onload = () => resolve("drawn");
      picture.onerror = () => resolve("failed");
      picture.src = base + "console/icon.svg";
    });
    const stream = await new Promise((resolve) => {
      const source = new EventSource(base + "console/stream");
      source.onmessage = () => resolve("heard");
      source.onerror = () => { source.close(); resolve("failed"); };
    });
    return {
      session: await tried("console/session", { method: "POST" }),
      blind: await tried("console/put?bucket=a&key=b", { method: "POST", mode: "no-cors", body: "x" }),
      image,
      stream,
    };
  })()`);

    // What is sent without CORS is answered with a refusal, which the page may not even see.
    expect(told).toMatchObject({ session: "failed", image: "failed", stream: "failed" });
    expect([0, "failed"]).toContain((told as { blind: unknown }).blind);
    await context.close();
    elsewhere.close();
  },
);
