import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";
import { runsInCi } from "../../../dev/config/process-environment.ts";

/** Debian's package; other systems have it elsewhere, or not at all. */
const CHROMIUM = "/usr/bin/chromium";

/** Why tests in a browser are skipped; undefined where there is one. In CI they fail without one. */
export const noBrowser = existsSync(CHROMIUM) || runsInCi() ? undefined : `There is no ${CHROMIUM}.`;

/** A browser, for tests. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--use-fake-device-for-media-stream"] });
}

/** A page of the console, and what went wrong in it. */
export interface ConsolePage {
  readonly page: Page;
  /** Errors of scripts, and what its Content-Security-Policy has refused. */
  readonly wrong: string[];
}

/** Opens a view of the console, `#/…`, and waits until it is live. */
export async function openConsole(context: BrowserContext, endpoint: string, view = ""): Promise<ConsolePage> {
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    // What an image cannot be drawn of is answered by a tile.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) wrong.push(message.text());
  });
  await page.goto(`${endpoint}/_doppelface/${view}`);
  await page.locator('.status[data-state="live"]').waitFor();
  return { page, wrong };
}

/** Drops a file on the page, as from a file manager. */
export async function dropFile(page: Page, name: string, bytes: Buffer, type: string): Promise<void> {
  // As text: these tests know the types of Node, not those of pages.
  const data = JSON.stringify([bytes.toString("base64"), name, type]);
  const transfer = await page.evaluateHandle(`(() => {
    const [text, name, type] = ${data};
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type }));
    return transfer;
  })()`);
  for (const event of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", event, { dataTransfer: transfer });
  }
}
