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
