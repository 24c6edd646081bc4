import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Environment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { uploadLines } from "../output/upload-line.ts";
import { listPictures } from "../pipeline/pictures.ts";
import { readRows } from "../pipeline/rows.ts";

/** Milliseconds between two looks at the table. */
const INTERVAL_MS = 250;

/** When versions of objects were begun to be put, by `performance.now()`; those of the inbox, seen by this process. */
export type Puts = Map<string, number>;

/**
 * Shows each picture whose item has changed, for engines whose steps cannot be seen. What is there before is left out.
 * Resolves with how to stop, once it has looked for the first time.
 * @param puts what is shown is taken out; of others than those of the inbox no time is known
 */
export async function showPictures(
  { connection, resources }: Pick<Environment, "connection" | "resources">,
  output: OutputSink,
  { puts, failed }: { readonly puts: Puts; readonly failed: (error: unknown) => void },
): Promise<() => void> {
  const dynamodb = new DynamoDBClient(connection);
  const seen = new Map<string, string | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let told: string | undefined;
  const look = async (show: boolean): Promise<void> => {
    for (const picture of (await listPictures(dynamodb, resources.picturesTable)).toReversed()) {
      const known = seen.has(picture.picture) && seen.get(picture.picture) === picture.updated_at;
      // While it lists obsolete faces, their rows are still being deleted.
      if (known || picture.obsolete_face_ids.length > 0) continue;
      seen.set(picture.picture, picture.updated_at);
      if (!show) continue;
      const key = picture.picture.slice(resources.bucket.length + 1);
      const rows = await readRows(dynamodb, resources.table, picture.face_ids);
      const seenMs = sincePut(puts, picture.version);
      output.result(
        { picture, rows, seenMs },
        uploadLines({ key, picture, rows, steps: undefined, seenMs }, output.style),
      );
    }
  };
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      look(true)
        .then(
          () => (told = undefined),
          (error: unknown) => {
            // What fails four times a second is told once.
            const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            if (!stopped && reason !== told) failed(error);
            told = reason;
          },
        )
        .finally(again);
    }, INTERVAL_MS);
  };
  await look(false);
  again();
  return () => {
    stopped = true;
    clearTimeout(timer);
    dynamodb.destroy();
  };
}

/** At most an interval more than what it took; undefined for what was not put here. */
function sincePut(puts: Puts, version: string | undefined): number | undefined {
  const startedAt = version === undefined ? undefined : puts.get(version);
  if (version === undefined || startedAt === undefined) return undefined;
  puts.delete(version);
  return performance.now() - startedAt;
}
