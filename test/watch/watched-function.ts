import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Bus } from "../../dev/trace/bus.ts";
import type { EventOf } from "../../dev/trace/events.ts";
import { startWatch } from "../../dev/watch/watch.ts";
import { WatchedApp } from "../../dev/watch/watched-app.ts";
import { Functions, makeRole } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { deployedHandler } from "./handler-source.ts";

const FUNCTION = "watched";

/** A project with a handler of its own, whose saves go to a function of an endpoint. */
export interface WatchedFunction extends AsyncDisposable {
  readonly bus: Bus;
  readonly project: string;
  /** Writes files of the project as most editors do: truncate and write. */
  save(files: Record<string, string>): void;
  /** What the handler answers. */
  answer(event?: unknown): Promise<unknown>;
  /** The next save that is live, or has failed. */
  next<Type extends "live" | "reloadFailed">(type: Type): Promise<EventOf<Type>>;
}

/** Starts it with these files in `handler/`. */
export async function watchFunction(files: Record<string, string>): Promise<WatchedFunction> {
  const project = mkdtempSync(join(tmpdir(), "watched-"));
  const save = (saved: Record<string, string>): void => {
    for (const [path, text] of Object.entries(saved)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
  };
  save({ ...files, "package.json": "{}", "package-lock.json": "{}", "infra/app.ts": "" });
  save({ "node_modules/.package-lock.json": "{}" });
  const bus = new Bus();
  const endpoint = await startTestEndpoint({ bus });
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "watched-role"));
  await functions.create(FUNCTION, "export const handler = async () => 'deployed';", {
    Timeout: 20,
    Environment: { Variables: { NODE_OPTIONS: "--enable-source-maps" } },
  });
  const environment = { connection: endpoint.client, bus };
  const watched = await WatchedApp.open(deployedHandler(project, FUNCTION), {});
  const options = { environment, watched, ask: () => Promise.resolve(undefined) };
  const watch = await startWatch(options).catch(async (error: unknown) => {
    await endpoint.stop();
    rmSync(project, { recursive: true, force: true });
    throw error;
  });
  return {
    bus,
    project,
    save,
    async answer(event = {}) {
      const { answer } = await functions.invoke(FUNCTION, event);
      return answer;
    },
    next: (type) =>
      new Promise((resolve) => {
        const stop = bus.on(type, (event) => {
          stop();
          resolve(event);
        });
      }),
    async [Symbol.asyncDispose]() {
      await watch.close();
      await endpoint.stop();
      await watch.remove();
      rmSync(project, { recursive: true, force: true });
    },
  };
}
