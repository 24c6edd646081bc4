import { createServer } from "node:net";
import type { Settings } from "../config/settings.ts";
import { lockHolder } from "../endpoint/state/lock.ts";
import type { Finding } from "./finding.ts";

/** The port of the endpoint: free, held by our own environment, or by somebody else. */
export async function checkPort({ host, port, state }: Pick<Settings, "host" | "port" | "state">): Promise<Finding> {
  const check = "port";
  if (port === 0) return { check, level: "ok", found: "0: any free one" };
  const refusal = await tryListening(host, port);
  const where = `${host}:${port}`;
  if (refusal === undefined) return { check, level: "ok", found: `${where} is free` };
  const endpoint = lockHolder(state)?.endpoint;
  if (endpoint !== undefined && new URL(endpoint).port === String(port)) {
    return { check, level: "ok", found: `${where} is used by the environment that runs` };
  }
  return {
    check,
    level: "broken",
    found: `${where} cannot be listened on: ${refusal}`,
    advice: "Stop what uses it, or choose another with --port N or DOPPELFACE_PORT (0: any free one).",
  };
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
