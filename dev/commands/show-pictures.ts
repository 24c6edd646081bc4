import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { OutcomeTarget } from "../engine/outcomes/upload-outcome.ts";
import { waitForOutcome } from "../engine/outcomes/wait-for-outcome.ts";
import type { Environment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { pictureFateLines } from "../output/picture-fate-lines.ts";
import { uploadLines } from "../output/upload-line.ts";
import { listPictures } from "../pipeline/pictures.ts";
import type { Upload } from "../pipeline/upload-picture.ts";
import { readRows } from "../pipeline/rows.ts";
import { awaitPictures } from "../watch/awaited-pictures.ts";
import type { InboxListener } from "../watch/inbox.ts";

/** Milliseconds between two looks at the table. */
const INTERVAL_MS = 250;

/** What shows pictures. */
export interface ShownPictures {
  /** To be told of those of the inbox: of others no time is known. */
  readonly put: NonNullable<InboxListener["put"]>;
  readonly stop: () => void;
}

/**
 * Shows what becomes of each picture, for engines whose steps cannot be seen: its status once its item has changed, and
 * that it has none. What is there before is left out. Resolves once it has looked for the first time.
 * @param failed told once of what fails at each look
 */
export async function showPictures(
  { connection, resources }: Pick<Environment, "connection" | "resources">,
  output: OutputSink,
  failed: (error: unknown) => void,
): Promise<ShownPictures> {
  const dynamodb = new DynamoDBClient(connection);
  if (resources.picturesTableIfAny === undefined) {
    const logs = new CloudWatchLogsClient(connection);
    return showReported({ connection, resources, dynamodb, logs }, output, failed);
  }
  /** When versions of objects were begun to be put, by `performance.now()`. */
  const puts = new Map<string, number>();
  const seen = new Map<string, string | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
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
        uploadLines({ key, picture, rows, steps: undefined, seenMs }, output.style, output.columns),
      );
    }
  };
  const looked = onceInARow((error) => !stopped && failed(error));
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void look(true).then(looked, looked).finally(again), INTERVAL_MS);
  };
  const awaited = await awaitPictures(connection, resources, {
    told: (fate) => output.result({ fate }, pictureFateLines(fate, output.style, output.columns)),
    looked: onceInARow((error) => !stopped && failed(error)),
  });
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
    awaited.stop();
    dynamodb.destroy();
  };
  try {
    await look(false);
  } catch (error) {
    stop();
    throw error;
  }
  again();
  return {
    stop,
    put(upload, startedAt) {
      puts.set(upload.version, startedAt);
      awaited.add(upload);
    },
  };
}

/** Where the app keeps no table of pictures: what the function's log says of those that were put here. */
function showReported(target: OutcomeTarget, output: OutputSink, failed: (error: unknown) => void): ShownPictures {
  const show = async (upload: Upload): Promise<void> => {
    const outcome = await waitForOutcome(target, upload);
    const { status, reason } = outcome;
    const report = { key: upload.key, status, reason, picture: undefined, rows: [], steps: undefined };
    output.result({ upload, outcome }, uploadLines(report, output.style, output.columns));
  };
  return {
    put: (upload) => void show(upload).catch(failed),
    stop: () => [target.dynamodb, target.logs].forEach((client) => client.destroy()),
  };
}

/** Passes an error on unless the look before came to the same one; undefined for a look that came to none. */
function onceInARow(failed: (error: unknown) => void): (error: unknown) => void {
  let before: string | undefined;
  return (error) => {
    const reason = error === undefined ? undefined : reasonOf(error);
    if (reason !== undefined && reason !== before) failed(error);
    before = reason;
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** At most an interval more than what it took; undefined for what was not put here. */
function sincePut(puts: Map<string, number>, version: string | undefined): number | undefined {
  const startedAt = version === undefined ? undefined : puts.get(version);
  if (version === undefined || startedAt === undefined) return undefined;
  puts.delete(version);
  return performance.now() - startedAt;
}
