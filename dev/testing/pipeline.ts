import { basename } from "node:path";
import { readOutcome } from "../engine/outcomes/traced-outcome.ts";
import type { OutcomeTarget, UploadOutcome } from "../engine/outcomes/upload-outcome.ts";
import { waitForOutcome } from "../engine/outcomes/wait-for-outcome.ts";
import type { Connection } from "../pipeline/connection.ts";
import { type LogLine, readLogLines } from "../pipeline/log-lines.ts";
import { type Picture, waitForPicture } from "../pipeline/pictures.ts";
import { type Recognition, recognise } from "../pipeline/recognise.ts";
import type { Resources } from "../pipeline/resources.ts";
import { type Row, listRows, readRows } from "../pipeline/rows.ts";
import { type Upload, uploadPicture } from "../pipeline/upload-picture.ts";
import type { Clients } from "./clients.ts";

/** A deployed pipeline as a test uses it: plain AWS calls. */
export interface Pipeline {
  /** Names of the stack's resources. */
  readonly resources: Resources;
  readonly clients: Clients;
  /** Puts a file (or bytes, with a key) into the bucket. */
  upload(source: string | Uint8Array, key?: string): Promise<Upload>;
  /** Waits until everything that an upload caused has ended, whatever the app is: what ran, and what it has written. */
  waitForOutcome(upload: Upload, timeoutMs?: number): Promise<UploadOutcome>;
  /** Waits for the status of an upload in the app's table of pictures. Rejects where its function has failed for good. */
  waitForPicture(upload: Upload, timeoutMs?: number): Promise<Picture>;
  /** Waits for the first row that an upload has led to. Rejects where there is none. */
  waitForRow(upload: Upload, timeoutMs?: number): Promise<Row>;
  /** Every row of a table; default: the only one besides that of pictures. */
  rows(table?: string): Promise<Row[]>;
  /** Who is in a picture. */
  who(picture: Uint8Array): Promise<Recognition[]>;
  /** A function's log lines, oldest first; default: that of the only one, or of the one that the bucket tells. */
  logLines(filterPattern?: string, functionName?: string): Promise<LogLine[]>;
}

/** What a test sees of a pipeline that others use too. */
export interface PipelineScope {
  /** Before every key; default: none. */
  readonly prefix?: string;
  /** Log lines from then on, in epoch milliseconds; default: all. */
  readonly since?: number;
  /** Where an engine that shows traces is; default: nowhere, and what became of uploads is read from tables and logs. */
  readonly connection?: Connection;
}

/** The pipeline of a deployed stack. */
export function pipelineOf(
  clients: Clients,
  resources: Resources,
  { prefix = "", since = 0, connection }: PipelineScope = {},
): Pipeline {
  const target = { connection: connection ?? {}, resources, dynamodb: clients.dynamodb, logs: clients.logs };
  const pictureOf = (upload: Upload, timeoutMs?: number): Promise<Picture> =>
    waitForPicture(clients.dynamodb, resources.picturesTable, upload, timeoutMs, () => failureOf(target, upload));
  const outcomeOf = (upload: Upload, timeoutMs?: number) => waitForOutcome(target, upload, timeoutMs);
  return {
    resources,
    clients,
    upload: (source, key = typeof source === "string" ? basename(source) : undefined) =>
      uploadPicture(clients.s3, resources.bucket, source, key === undefined ? undefined : prefix + key),
    waitForOutcome: outcomeOf,
    waitForPicture: pictureOf,
    async waitForRow(upload, timeoutMs) {
      if (resources.picturesTableIfAny === undefined) return firstRow(upload, await outcomeOf(upload, timeoutMs));
      const picture = await pictureOf(upload, timeoutMs);
      const [row] = await readRows(clients.dynamodb, resources.table, picture.face_ids);
      if (row !== undefined) return row;
      throw new Error(`${upload.key} registered no face: ${picture.status}, ${picture.reason ?? "no reason"}`);
    },
    rows: (table) => listRows(clients.dynamodb, table ?? resources.table),
    who: (picture) => recognise(clients, resources, picture),
    logLines: (filterPattern, name) =>
      readLogLines(clients.logs, name === undefined ? resources.logGroup : resources.logGroupOf(name), {
        from: since,
        ...(filterPattern === undefined ? {} : { filterPattern }),
      }),
  };
}

function firstRow({ key }: Upload, { rows: [row], status, reason, invocations }: UploadOutcome): Row {
  if (row !== undefined) return row.item;
  const ran = invocations.map(({ functionName }) => functionName).join(", ");
  throw new Error(`${key} has led to no row: ${status}, ${reason ?? `${ran === "" ? "no function" : ran} ran`}`);
}

/** Why nothing will come of an upload any more, as far as its trace shows it. */
async function failureOf({ connection }: OutcomeTarget, upload: Upload): Promise<string | undefined> {
  const outcome = await readOutcome(connection, upload);
  if (typeof outcome !== "object" || outcome.status !== "failed") return undefined;
  const failed = outcome.invocations.find(({ status }) => status === "failed");
  const { type, message } = failed?.error ?? { type: "unknown", message: "" };
  return `${failed?.functionName} has failed after ${failed?.attempt} attempts: ${type}: ${message}`;
}
