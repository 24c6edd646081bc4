import { ControlError } from "../../endpoint/http/control.ts";
import type { AwsClients } from "./aws-clients.ts";

/**
 * What a Rekognition of ours tells beyond AWS's API; undefined where there is no such route. Throws ControlError with its
 * words.
 */
export async function askRekognition({ direct, connection }: AwsClients, path: string): Promise<unknown> {
  if (direct !== undefined) return direct.control(path);
  const answer = await fetch(new URL(`/_doppelface${path}`, connection.rekognitionEndpoint ?? connection.endpoint));
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

/**
 * Whether a face model of ours answers. Elsewhere a call of the console is one like the app's: a recording that is
 * missing, one that is written, or one that AWS bills.
 */
export async function isLocalModel(clients: AwsClients): Promise<boolean> {
  return (await askRekognition(clients, "/rekognition/bars").catch(() => undefined)) !== undefined;
}

/** Refuses to look at faces where that would be a call of somebody else's. Throws ControlError. */
export async function checkLocalModel(clients: AwsClients): Promise<void> {
  if (await isLocalModel(clients)) return;
  throw new ControlError(
    409,
    "Rekognition's calls are answered by recordings or by an upstream, where the console's own would be missing, recorded " +
      "or billed. It makes none; with --rekognition local the people of a collection are here.",
  );
}
