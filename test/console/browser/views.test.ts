import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import type { BrowserContext } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { startConsoleServer } from "../../../dev/console/console-server.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import { dropFile, noBrowser, openConsole } from "./browser.ts";
import { drawnPicture, useConsole } from "./use-console.ts";

const shared = useConsole();
let context: BrowserContext;

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  const { env, browser } = shared;
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await env.waitForOutcome(await env.upload(drawnPicture("register"), "Alice.jpg"));
});

test.skipIf(noBrowser)(
  "a function shows its code and plots, and takes events of the fixtures and real ones",
  async () => {
    const { env } = shared;
    const { functionName: FunctionName } = env.resources;
    const { lambda } = env.clients;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, MAIL_API_KEY: "hush-hush" };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
    const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/functions");
    await page.getByText("MAIL_API_KEY=redacted").waitFor();
    await page.locator(".plot canvas").first().waitFor();
    await page.getByText(/^Invocations: at most \d+ a minute; Errors: at most 0/).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Code", exact: true }).click();
    await page.locator(".code.tall", { hasText: "handler" }).waitFor();

    const event = page.getByRole("textbox", { name: "The event, JSON" });
    await page.getByRole("combobox", { name: "Event" }).selectOption({ index: 1 });
    expect(await event.inputValue()).toContain("Records");
    await page.getByRole("button", { name: "The last real one" }).click();
    await expect.poll(() => event.inputValue()).toContain("Alice.jpg");
    await page.getByRole("button", { name: "Invoke" }).click();
    await page.locator(".editor .badge", { hasText: "200" }).waitFor();
    expect(wrong).toEqual([]);
    await page.close();
  },
);

test.skipIf(noBrowser)("log lines come by themselves, those alone that a pattern matches", async () => {
  const { env } = shared;
  const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/logs");
  await page.locator(".log-line").first().waitFor();
  await page.getByRole("searchbox", { name: "Filter pattern" }).fill('{ $.object.key = "no-such.jpg" }');
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByText("No line matches").waitFor();
  await page.getByRole("searchbox", { name: "Filter pattern" }).fill("REPORT");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.locator(".log-line").first().waitFor();
  const before = await page.locator(".log-line").count();

  await env.upload(drawnPicture("register"), "logged.jpg");

  await expect.poll(() => page.locator(".log-line").count(), { timeout: 10_000 }).toBeGreaterThan(before);
  for (const line of await page.locator(".log-line").allInnerTexts()) expect(line).toContain("REPORT");
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("metrics, alarms and permissions are those of the app", async () => {
  const { page, wrong } = await openConsole(context, shared.env.connection.endpoint, "#/metrics");
  await page.locator(".alarms").getByText("rekognition-errors").waitFor();
  await page.locator(".plot canvas").first().waitFor();
  await page.getByRole("link", { name: "Permissions" }).click();
  const used = page.getByRole("row", { name: /rekognition:IndexFaces/ });
  await used.getByText("granted").waitFor();
  await page.locator("summary").first().click();
  await page.locator("details[open]").getByText("rekognition:IndexFaces").waitFor();
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("a fault is switched on, is hit, and is switched off again", async () => {
  const { env } = shared;
  const { page, wrong } = await openConsole(context, env.connection.endpoint, "#/faults");
  const fault = page.getByRole("switch", { name: "S3 does not let objects be read" });
  await fault.click();
  await page.locator('.switch[aria-checked="true"]').waitFor();
  await page.getByRole("listitem").filter({ hasText: "access-denied" }).getByText("0 hits").waitFor();
  await fault.click();
  await page.getByText("Nothing stands in the way of a call").waitFor();
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("items are filtered, and shown as plain and as AWS JSON", async () => {
  const { page, wrong } = await openConsole(context, shared.env.connection.endpoint, "#/tables/rekognitionID");
  const filter = page.getByRole("searchbox", { name: "Filter" });
  await page.getByRole("button", { name: "Open" }).first().waitFor();
  await filter.fill("key=nobody.jpg");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByText("No item on this page has key=nobody.jpg").waitFor();
  await filter.fill("key=Alice.jpg");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Open" }).first().click();
  await page.locator(".item .code").getByText('"key": "Alice.jpg"').waitFor();
  await page.getByRole("button", { name: "AWS JSON" }).click();
  await page.locator(".item .code").getByText('"S": "Alice.jpg"').waitFor();
  expect(wrong).toEqual([]);
  await page.close();
});

test.skipIf(noBrowser)("beside another emulator it says what cannot be seen, and shows the rest live", async () => {
  const { env } = shared;
  const beside = await startConsoleServer({
    engine: "the emulator at the side",
    connection: () => env.connection,
    // That of an emulator tells no step.
    bus: new Bus(),
    address: "127.0.0.1",
    port: 0,
    allowHost: [],
  });
  const besideUrl = `http://127.0.0.1:${beside.port}`;
  const { page, wrong } = await openConsole(context, besideUrl);
  // By clients there, and without them in the embedded engine.
  for (const name of ["app", "counts"]) {
    const answers = [besideUrl, env.connection.endpoint].map((url) => fetch(`${url}/_doppelface/console/${name}`));
    const [byClients, direct] = await Promise.all(
      answers.map(async (answer): Promise<unknown> => (await answer).json()),
    );
    expect([name, direct]).toEqual([name, byClients]);
  }
  await page.getByText("The steps of an upload cannot be seen on the emulator at the side").waitFor();
  await page.locator(".flow-node").first().waitFor();

  await page.getByRole("link", { name: /^Buckets/ }).click();
  await page.locator(".card", { hasText: "Alice.jpg" }).waitFor();
  await dropFile(page, "beside.jpg", drawnPicture("register"), "image/jpeg");
  await page.locator(".card", { hasText: "beside.jpg" }).click();
  await page.getByText("They cannot be seen on the emulator at the side.").waitFor();
  await page.getByText("What was seen in it is not known").waitFor();
  await page.getByRole("link", { name: "Faults" }).click();
  await page.getByRole("alert").getByText("the embedded engine alone has them").waitFor();
  expect(await page.getByRole("switch").count()).toBe(0);
  await page.getByRole("link", { name: "Permissions" }).click();
  await page.getByText("What functions use of their roles cannot be seen on the emulator at the side").waitFor();
  expect(wrong).toEqual([]);
  await page.close();
  await beside.stop();
});
