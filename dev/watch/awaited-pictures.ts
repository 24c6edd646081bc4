import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Connection } from "../pipeline/connection.ts";
import { peekFailedEvents } from "../pipeline/failed-events.ts";
import { type FailedRecord, failedRecord, pictureId } from "../pipeline/failed-records.ts";
import { readLogLines } from "../pipeline/log-lines.ts";
import { latestVersions } from "../pipeline/object-versions.ts";
import { readPicture } from "../pipeline/pictures.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { Upload } from "../pipeline/upload-picture.ts";

/** What is told of a picture that has no status (yet). */
export type PictureFate = Pick<Upload, "key"> &
  /** Nothing is seen of its function. */
  (
    | { readonly is: "waiting"; readonly seconds: number }
    /** An attempt failed, and Lambda makes another. */
    | { readonly is: "retrying"; readonly attempt: number; readonly error: Failure; readonly isExplained: boolean }
    /** Lambda has given it up: its event lies in the queue. */
    | { readonly is: "failed"; readonly attempts: number; readonly error: Failure; readonly isExplained: boolean }
  );

type Failure = FailedRecord["error"];

/** Pictures that were put, and have no status yet. */
export interface AwaitedPictures {
  /** Takes note of a picture at once; those of others are found in the bucket. */
  add(upload: Upload): void;
  stop(): void;
}

interface Awaited extends Upload {
  /** By `performance.now()`. */
  readonly since: number;
  readonly id: string;
  attempts: number;
  error: Failure | undefined;
  isToldWaiting: boolean;
}

const LOOK_MS = 1_000;
/** Milliseconds after which a picture without a status is worth a look, and a word. */
export interface AwaitTimes {
  /** Takes longer than most. */
  readonly usual: number;
  /** Longer than a function that starts for the first time. */
  readonly silent: number;
}

const TIMES: AwaitTimes = { usual: 3_000, silent: 20_000 };
/** Lambda tries an event twice again; that the last one has failed is told by the queue. */
const MOST_ATTEMPTS = 3;
/** Lambda's clock, by which logs are read, and this one. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Follows each picture from its put until it has a status, on an engine whose steps cannot be seen: by the bucket's
 * versions, the item of the picture, the function's log, and the queue of events that were given up. What has a status
 * is not told here. What lies in the bucket before is left out.
 * @param listener `looked` is told after each look, with what failed
 */
export async function awaitPictures(
  connection: Connection,
  resources: Resources,
  listener: { readonly told: (fate: PictureFate) => void; readonly looked: (error: unknown) => void },
  times: AwaitTimes = TIMES,
): Promise<AwaitedPictures> {
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(connection);
  const logs = new CloudWatchLogsClient(connection);
  const sqs = new SQSClient(connection);
  const { bucket, picturesTable, logGroup, queue } = resources;
  const known = new Set<string>();
  const awaited = new Map<string, Awaited>();
  const linesSeen = new Set<string>();
  // Where there is none, the first look tells.
  const before = await peekFailedEvents(sqs, queue).catch(() => []);
  const eventsSeen = new Set(before.map(({ messageId }) => messageId));
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const add = ({ key, version }: Upload): void => {
    const name = `${key}\n${version}`;
    if (known.has(name)) return;
    known.add(name);
    // One that takes its place is what the picture comes to.
    awaited.set(key, {
      bucket,
      key,
      version,
      since: performance.now(),
      id: pictureId(bucket, key, version),
      attempts: 0,
      error: undefined,
      isToldWaiting: false,
    });
  };

  const dropSettled = async (): Promise<void> => {
    for (const { key, version } of awaited.values()) {
      const picture = await readPicture(dynamodb, picturesTable, bucket, key);
      if (picture !== undefined && (picture.version ?? "null") === version) awaited.delete(key);
    }
  };

  const readFailures = async (from: number): Promise<void> => {
    for (const line of await readLogLines(logs, logGroup, { from })) {
      if (linesSeen.has(line.id)) continue;
      linesSeen.add(line.id);
      const failed = failedRecord(line.message);
      const picture = [...awaited.values()].find(({ id }) => id === failed?.pictureId);
      if (failed === undefined || picture === undefined) continue;
      const isExplained = picture.error?.message === failed.error.message;
      picture.attempts++;
      picture.error = failed.error;
      if (picture.attempts === MOST_ATTEMPTS) continue;
      listener.told({ key: picture.key, is: "retrying", attempt: picture.attempts, error: failed.error, isExplained });
    }
  };

  const readGivenUp = async (): Promise<void> => {
    for (const { messageId, object, error, attempts } of await peekFailedEvents(sqs, queue)) {
      if (eventsSeen.has(messageId)) continue;
      eventsSeen.add(messageId);
      const picture = object === undefined ? undefined : awaited.get(object.key);
      if (picture === undefined || (object?.version ?? "null") !== picture.version) continue;
      awaited.delete(picture.key);
      const isExplained = picture.error !== undefined;
      listener.told({ key: picture.key, is: "failed", attempts, error: picture.error ?? error, isExplained });
    }
  };

  const look = async (): Promise<void> => {
    const askedAt = performance.now();
    const latest = await latestVersions(s3, bucket);
    for (const upload of latest) add(upload);
    const there = new Set(latest.map(({ key }) => key));
    for (const { key, since } of awaited.values()) if (!there.has(key) && since < askedAt) awaited.delete(key);
    await dropSettled();
    const oldest = Math.max(0, ...[...awaited.values()].map(({ since }) => performance.now() - since));
    if (awaited.size === 0) linesSeen.clear();
    if (oldest < times.usual) return;
    await readFailures(Math.floor(Date.now() - oldest - CLOCK_SKEW_MS));
    await readGivenUp();
    for (const picture of awaited.values()) {
      const ms = performance.now() - picture.since;
      if (picture.isToldWaiting || picture.attempts > 0 || ms < times.silent) continue;
      picture.isToldWaiting = true;
      listener.told({ key: picture.key, is: "waiting", seconds: Math.round(ms / 1000) });
    }
  };
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void look().then(listener.looked, listener.looked).finally(again), LOOK_MS);
  };
  for (const { key, version } of await latestVersions(s3, bucket)) known.add(`${key}\n${version}`);
  again();
  return {
    add,
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const client of [s3, dynamodb, logs, sqs]) client.destroy();
    },
  };
}
