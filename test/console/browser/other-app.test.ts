import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { dropFile, noBrowser, openConsole } from "./browser.ts";
import { drawnPicture, useConsole } from "./use-console.ts";

// Of Python, in SAM's form, with two functions: nothing that the pipeline of this project has.
const shared = useConsole({ app: join(PROJECT, "fixtures", "apps", "registration-sam") });

test.skipIf(noBrowser)("another app is drawn, used and looked at as this project's own is", async () => {
  const { env, browser } = shared;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page, wrong } = await openConsole(context, env.connection.endpoint);
  const drawn = page.locator(".flow-node");
  await drawn.first().waitFor();
  expect(await drawn.locator(".flow-line > :first-child").allInnerTexts()).toEqual(
    expect.arrayContaining(["bucket", "function", "function", "collection", "table"]),
  );
  expect(await page.locator(".flow-edge").count()).toBeGreaterThanOrEqual(3);

  await dropFile(page, "kaya-storm.jpg", drawnPicture("register"), "image/jpeg");
  await page.locator(".card", { hasText: "kaya-storm.jpg" }).getByText("1 face").waitFor({ timeout: 50_000 });
  await page.locator(".card").first().click();
  await page.locator("summary", { hasText: "Rekognition IndexFaces" }).waitFor();
  await page.locator(".written").getByText("PutItem").waitFor();

  await page.getByRole("link", { name: "Functions" }).click();
  await page
    .getByRole("navigation", { name: "Functions" })
    .getByRole("link", { name: /Register/ })
    .click();
  await page.getByRole("button", { name: "Code", exact: true }).click();
  await page.getByRole("combobox", { name: "File" }).selectOption({ value: "app.py" });
  await page.locator(".code.tall").getByText("def handler").waitFor();
  await page.getByRole("link", { name: /^Tables/ }).click();
  await page.locator(".table td").first().waitFor();
  await page.getByRole("link", { name: /^People/ }).click();
  await page.locator(".persons h3").first().waitFor();
  expect(wrong).toEqual([]);
  await context.close();
});
