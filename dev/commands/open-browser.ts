import { spawn } from "node:child_process";

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "open", win32: "explorer" };

/** Opens an address in the user's browser. Resolves with whether there is something to open it with. */
export function openBrowser(url: string): Promise<boolean> {
  const opener = spawn(OPENERS[process.platform] ?? "xdg-open", [url], { stdio: "ignore", detached: true });
  opener.unref();
  return new Promise((resolve) => {
    opener.once("error", () => resolve(false));
    opener.once("spawn", () => resolve(true));
  });
}
