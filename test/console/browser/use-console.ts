import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type TestEnvironment, start } from "../../../dev/testing/testing.ts";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { launchBrowser, noBrowser } from "./browser.ts";

/** An app of SAM installs its translator where it was never used. */
const START_MS = 180_000;

/** What the tests of a file share. */
export interface SharedConsole {
  readonly env: TestEnvironment;
  readonly browser: Browser;
}

/** An environment and a browser for the tests of a file; neither is started where there is no browser. */
export function useConsole(options: Parameters<typeof start>[0] = {}): SharedConsole {
  let env: TestEnvironment | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (noBrowser === undefined) [env, browser] = await Promise.all([start(options), launchBrowser()]);
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await env?.stop();
  });
  return {
    get env() {
      return there(env);
    },
    get browser() {
      return there(browser);
    },
  };
}

/** The bytes of a drawn picture of a kind: the first one, or a later one. */
export function drawnPicture(use: (typeof pictures)[number]["use"], index = 0): Buffer {
  return readFileSync(picturePath(there(pictures.filter((picture) => picture.use === use)[index])));
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("It was not started, or is not among the fixtures.");
  return thing;
}
