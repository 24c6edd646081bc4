import { flushCompileCache } from "node:module";
import { pathToFileURL } from "node:url";
import { call } from "./runtime-client.ts";

/**
 * What a spare does before it has code: imports the packages, then waits for the folder of the code that it is to run.
 * @param preload absolute path of a module that imports the packages; empty for none
 */
export async function waitForCode(preload: string): Promise<void> {
  if (preload !== "") await importPackages(preload);
  const { body: folder } = await call("GET", "/spare/code");
  process.env["LAMBDA_TASK_ROOT"] = folder;
  process.chdir(folder);
}

async function importPackages(preload: string): Promise<void> {
  try {
    await import(pathToFileURL(preload).href);
  } catch {
    // The code imports the same, and says where it fails.
  }
  flushCompileCache();
}
