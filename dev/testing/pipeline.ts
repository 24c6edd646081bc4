import { basename } from "node:path";
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
  /** Waits for the status of an upload. */
  waitForPicture(upload: Upload, timeoutMs?: number): Promise<Picture>;
  /** Waits for the status of an upload, then for the rows of its faces. Rejects where it registered none. */
  waitForRow(upload: Upload, timeoutMs?: number): Promise<Row>;
  /** Every row of the faces table. */
  rows(): Promise<Row[]>;
  /** Who is in a picture. */
  who(picture: Uint8Array): Promise<Recognition[]>;
  /** The function's log lines, oldest first. */
  logLines(filterPattern?: string): Promise<LogLine[]>;
}

/** What a test sees of a pipeline that others use too. */
export interface PipelineScope {
  /** Before every key; default: none. */
  readonly prefix?: string;
  /** Log lines from then on, in epoch milliseconds; default: all. */
  readonly since?: number;
}

/** The pipeline of a deployed stack. */
export function pipelineOf(
  clients: Clients,
  resources: Resources,
  { prefix = "", since = 0 }: PipelineScope = {},
): Pipeline {
  const pictureOf = (upload: Upload, timeoutMs?: number): Promise<Picture> =>
    waitForPicture(clients.dynamodb, resources.picturesTable, upload, timeoutMs);
  return {
    resources,
    clients,
    upload: (source, key = typeof source === "string" ? basename(source) : undefined) =>
      uploadPicture(clients.s3, resources.bucket, source, key === undefined ? undefined : prefix + key),
    waitForPicture: pictureOf,
    async waitForRow(upload, timeoutMs) {
      const picture = await pictureOf(upload, timeoutMs);
      const [row] = await readRows(clients.dynamodb, resources.table, picture.face_ids);
      if (row !== undefined) return row;
      throw new Error(`${upload.key} registered no face: ${picture.status}, ${picture.reason ?? "no reason"}`);
    },
    rows: () => listRows(clients.dynamodb, resources.table),
    who: (picture) => recognise(clients, resources, picture),
    logLines: (filterPattern) =>
      readLogLines(clients.logs, resources.logGroup, {
        from: since,
        ...(filterPattern === undefined ? {} : { filterPattern }),
      }),
  };
}
