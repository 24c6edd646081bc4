import type { DynamoDBClient, GetItemCommandInput } from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import { type Picture, readPicture, waitForPicture } from "../../pipeline/pictures.ts";
import { readItem, readRows } from "../../pipeline/rows.ts";
import type { Upload } from "../../pipeline/upload-picture.ts";
import type { Outcome } from "../../trace/outcome.ts";
import { reportedOutcome } from "./reported-outcome.ts";
import { readOutcome } from "./traced-outcome.ts";
import type { OutcomeTarget, UploadOutcome } from "./upload-outcome.ts";

/**
 * Waits until everything that an upload caused has ended: by its trace; where the engine shows none, by the table of
 * pictures; where there is none either, by the function's REPORT line. Rejects after `timeoutMs` with where to look.
 */
export async function waitForOutcome(
  target: OutcomeTarget,
  upload: Upload,
  timeoutMs = 30_000,
): Promise<UploadOutcome> {
  const { connection, resources, dynamodb } = target;
  const { picturesTableIfAny: pictures } = resources;
  const until = Date.now() + timeoutMs;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 250)) {
    const traced = await readOutcome(connection, upload);
    if (traced === "unseen") break;
    if (traced !== undefined && traced.status !== "running") return tracedOutcome(target, upload, traced);
    if (traced === undefined) {
      const picture = pictures === undefined ? undefined : await pictureOf(dynamodb, pictures, upload);
      if (picture !== undefined) return pictureOutcome(target, picture);
      if (resources.tells(upload.bucket, upload.key) === true) throw forgotten(upload);
      return unheard(upload);
    }
    if (Date.now() > until) throw tooLate(upload, timeoutMs, traced);
    await sleep(pause);
  }
  if (pictures !== undefined) {
    return pictureOutcome(target, await waitForPicture(dynamodb, pictures, upload, timeoutMs));
  }
  return reportedOutcome(target, upload, timeoutMs);
}

async function tracedOutcome(target: OutcomeTarget, upload: Upload, traced: Outcome): Promise<UploadOutcome> {
  const { dynamodb, resources } = target;
  const { picturesTableIfAny: pictures } = resources;
  const picture = pictures === undefined ? undefined : await pictureOf(dynamodb, pictures, upload);
  const written = traced.rows.filter(({ table }) => table !== pictures);
  const rows = await Promise.all(
    written.map(async ({ table, key }) => ({ table, item: await readItem(dynamodb, table, sdkKey(key)) })),
  );
  const failed = traced.invocations.find(({ status }) => status === "failed")?.error;
  return {
    status: failed !== undefined ? "FAILED" : (picture?.status ?? "DONE"),
    reason: failed === undefined ? picture?.reason : `${failed.type}: ${failed.message}`,
    invocations: traced.invocations,
    // One may be deleted again by now.
    rows: rows.flatMap(({ table, item }) => (item === undefined ? [] : [{ table, item }])),
    indexed: traced.indexed,
    matched: traced.matched,
    picture,
  };
}

/** The SDK has binary as bytes. */
function sdkKey(key: Outcome["rows"][number]["key"]): GetItemCommandInput["Key"] {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => [name, "B" in value ? { B: Buffer.from(value.B, "base64") } : value]),
  );
}

async function pictureOf(dynamodb: DynamoDBClient, table: string, upload: Upload): Promise<Picture | undefined> {
  const picture = await readPicture(dynamodb, table, upload.bucket, upload.key);
  return (picture?.version ?? "null") === upload.version ? picture : undefined;
}

async function pictureOutcome({ dynamodb, resources }: OutcomeTarget, picture: Picture): Promise<UploadOutcome> {
  const { table } = resources;
  const rows = await readRows(dynamodb, table, picture.face_ids);
  return {
    status: picture.status,
    reason: picture.reason,
    invocations: [],
    rows: rows.map((item) => ({ table, item })),
    indexed: picture.face_ids,
    matched: [],
    picture,
  };
}

function unheard({ bucket }: Upload): UploadOutcome {
  const reason = `The bucket ${bucket} tells no function of such an object.`;
  return { status: "UNHEARD", reason, invocations: [], rows: [], indexed: [], matched: [], picture: undefined };
}

function forgotten({ key }: Upload): Error {
  return new Error(
    `What became of ${key} is not known any more: the last thousand traces are kept, and its own has gone. ` +
      "What its function wrote is still there (doppelface rows, doppelface logs); upload it again to see it anew.",
  );
}

function tooLate({ key }: Upload, timeoutMs: number, { invocations, traceId }: Outcome): Error {
  const states = invocations.map(({ functionName, status, attempt, error }) => {
    const why = error === undefined ? "" : `: ${error.type}: ${error.message}`;
    return `${functionName} is ${status}, attempt ${attempt}${why}`;
  });
  const what = states.length === 0 ? "no function has begun" : states.join("; ");
  return new Error(
    `Nothing has come of ${key} within ${timeoutMs / 1000} s: ${what}. ` +
      `Its trace (doppelface trace ${traceId}) and the log lines (doppelface logs) tell more.`,
  );
}
