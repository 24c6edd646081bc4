import { ControlError } from "../../endpoint/http/control.ts";
import type { Connection } from "../../pipeline/connection.ts";
import type { ConsoleParts } from "./parts.ts";

/** What an endpoint of ours tells beyond AWS's API; undefined where it has no such route. Throws ControlError with its words. */
export async function askControl(endpoint: string, path: string): Promise<unknown> {
  const answer = await fetch(new URL(`/_doppelface${path}`, endpoint));
  const isOurs = answer.headers.has("x-doppelface");
  if (!isOurs || answer.status === 404) {
    await answer.body?.cancel();
    return undefined;
  }
  const value: unknown = await answer.json();
  if (answer.ok) return value;
  const told = typeof value === "object" && value !== null && "error" in value ? String(value.error) : "no reason";
  throw new ControlError(answer.status, told);
}

/** Where Rekognition is. */
export function rekognitionUrl({ endpoint, rekognitionEndpoint }: Connection): string {
  return rekognitionEndpoint ?? endpoint;
}

/** Where the Rekognition of an environment is. */
export function rekognitionOf(parts: ConsoleParts): string {
  return rekognitionUrl(parts.connection());
}

/**
 * Whether a face model of ours answers. Elsewhere a call of the console is one like the app's: a recording that is
 * missing, one that is written, or one that AWS bills.
 */
export async function isLocalModel(connection: Connection): Promise<boolean> {
  return (await askControl(rekognitionUrl(connection), "/rekognition/bars").catch(() => undefined)) !== undefined;
}

/** Refuses to look at faces where that would be a call of somebody else's. Throws ControlError. */
export async function checkLocalModel(connection: Connection): Promise<void> {
  if (await isLocalModel(connection)) return;
  throw new ControlError(
    409,
    "Rekognition's calls are answered by recordings or by an upstream, where the console's own would be missing, recorded " +
      "or billed. It makes none; with --rekognition local the people of a collection are here.",
  );
}
