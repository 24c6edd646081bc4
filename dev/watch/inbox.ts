import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { watch } from "chokidar";
import type { Connection } from "../pipeline/connection.ts";
import type { Resources } from "../pipeline/resources.ts";
import { type Upload, uploadPicture } from "../pipeline/upload-picture.ts";

/** A file that has kept its size for this many milliseconds is there completely. */
const STABLE_MS = 100;
/** Hidden files, and what browsers and editors call a file that is not complete. */
const NOT_YET = /(^|\/)\.|~$|\.(part|crdownload|tmp)$/;

/** What an inbox tells. */
export interface InboxListener {
  readonly failed: (error: unknown) => void;
  /** @param startedAt when the object was begun to be put, by `performance.now()` */
  readonly put?: (upload: Upload, startedAt: number) => void;
}

/** A folder whose pictures are uploaded. */
export interface Inbox {
  close(): Promise<void>;
}

/**
 * Uploads each file that is copied into a folder once its size is stable, and again when it changes; its path in the
 * folder is its key. What lay there before is uploaded too, unless the bucket has the same bytes under that key.
 */
export async function watchInbox(
  folder: string,
  target: { readonly connection: Connection; readonly resources: Pick<Resources, "bucket"> },
  listener: InboxListener,
): Promise<Inbox> {
  await mkdir(folder, { recursive: true });
  const s3 = new S3Client(target.connection);
  const underWay = new Map<string, Promise<void>>();
  const keyOf = (path: string): string => relative(folder, path).split(sep).join("/");
  const watcher = watch(folder, { ignored: (path) => NOT_YET.test(keyOf(path)) });
  const take = (path: string): void => {
    // A file that is still being written tells of itself often: it is looked at until it is stable, once.
    if (underWay.has(path)) return;
    const done = upload(s3, target.resources, path, keyOf(path), listener)
      .catch((error: unknown) => listener.failed(error))
      .finally(() => underWay.delete(path));
    underWay.set(path, done);
  };
  watcher.on("add", take);
  watcher.on("change", take);
  watcher.on("error", (error) => listener.failed(error));
  return {
    async close() {
      await watcher.close();
      await Promise.all(underWay.values());
      s3.destroy();
    },
  };
}

async function upload(
  s3: S3Client,
  resources: Pick<Resources, "bucket">,
  path: string,
  key: string,
  { put }: InboxListener,
): Promise<void> {
  if (!(await untilStable(path))) return;
  const { bucket } = resources;
  if (await isUploaded(s3, bucket, path, key)) return;
  const startedAt = performance.now();
  const uploaded = await uploadPicture(s3, bucket, path, key);
  put?.(uploaded, startedAt);
}

/** Resolves with false where the file went away again. */
async function untilStable(path: string): Promise<boolean> {
  let before: string | undefined;
  for (;;) {
    const now = await stat(path).catch(() => undefined);
    if (now === undefined) return false;
    const state = `${now.size} ${now.mtimeMs}`;
    if (state === before && now.size > 0) return true;
    before = state;
    await sleep(STABLE_MS);
  }
}

/** The ETag of an object that was put in one request is the MD5 of its bytes. */
async function isUploaded(s3: S3Client, Bucket: string, path: string, Key: string): Promise<boolean> {
  try {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    const hash = createHash("md5");
    await pipeline(createReadStream(path), hash);
    return ETag === `"${hash.digest("hex")}"`;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    throw error;
  }
}
