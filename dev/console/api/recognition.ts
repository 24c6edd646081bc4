import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import type { Connection } from "../../pipeline/connection.ts";

/** The bars of the quality filter, by its levels; none where Rekognition is not the local model. */
export async function qualityBars(connection: Connection): Promise<HttpResponse> {
  const found = await askRekognition(connection, "/rekognition/bars");
  return jsonAnswer(found ?? {});
}

/** What our Rekognition tells beyond AWS's API; undefined where it has no such route. Throws ControlError with its words. */
async function askRekognition(
  { endpoint, rekognitionEndpoint }: Pick<Connection, "endpoint" | "rekognitionEndpoint">,
  path: string,
): Promise<unknown> {
  const answer = await fetch(new URL(`/_doppelface${path}`, rekognitionEndpoint ?? endpoint));
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
