import type { ControlHandler, ControlRoutes } from "../endpoint/service.ts";
import type { Console } from "./api/console.ts";
import type { ConsoleParts } from "./api/parts.ts";

/**
 * Adds the console: its page at the namespace itself, what it asks for below `/console/`. Nothing of it is loaded before
 * somebody opens it. What changes something asks for a token of its own, which the page gets.
 */
export function serveConsole(routes: ControlRoutes, parts: ConsoleParts): void {
  let loaded: Promise<Console> | undefined;
  const load = (): Promise<Console> =>
    (loaded ??= import("./api/console.ts").then(({ createConsole }) => createConsole(parts)));
  const answering =
    (method: "GET" | "POST", name?: string): ControlHandler =>
    async (request) =>
      (await load()).answer(method, name ?? request.params["name"] ?? "", request);
  // Without the slash at its end, what the page names would be looked for beside the namespace.
  routes.on("GET", "", () => ({ status: 308, headers: { location: "/_doppelface/" } }));
  routes.on("GET", "/", answering("GET", "page"));
  routes.on("GET", "/console/:name", answering("GET"));
  routes.on("POST", "/console/:name", answering("POST"), "open");
}
