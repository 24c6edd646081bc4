import { isDiskFull } from "./disk-full.ts";

/** What a call is answered with that the system kept from reading or storing, in the terms of an AWS error. */
export interface DiskTrouble {
  readonly code: "InsufficientStorage" | "StorageFailure" | "ServiceUnavailable";
  /** 507, which no SDK retries, where it takes a person; 503 where it may pass. */
  readonly status: 507 | 503;
  readonly message: string;
}

const NOTHING_LOST = "nothing of this call was stored, and nothing is lost of what was acknowledged before.";

/** Of SQLite, the low byte of `errcode`: https://www.sqlite.org/rescode.html */
const SQLITE: Readonly<Record<number, string>> = {
  3: "EACCES",
  8: "EROFS",
  10: "EIO",
  11: "CORRUPT",
  14: "EMFILE",
  26: "CORRUPT",
};

const TROUBLES: Readonly<Record<string, (what: string) => DiskTrouble>> = {
  EFBIG: (what) => ({
    code: "InsufficientStorage",
    status: 507,
    message: `A file of the state folder may not grow any more (${what}): ${NOTHING_LOST} Raise the limit of this process (\`ulimit -f\`), and start it again.`,
  }),
  EIO: (what) => ({
    code: "StorageFailure",
    status: 507,
    message: `The system fails to read or write the state folder (${what}): ${NOTHING_LOST} Look at the disk, and at the limit of a file's size of this process (\`ulimit -f\`).`,
  }),
  EROFS: (what) => ({
    code: "StorageFailure",
    status: 507,
    message: `The state folder cannot be written any more (${what}): ${NOTHING_LOST} Look how its disk is mounted, and whose it is.`,
  }),
  EMFILE: (what) => ({
    code: "ServiceUnavailable",
    status: 503,
    message: `This process may open no more files (${what}): ${NOTHING_LOST} Raise its limit (\`ulimit -n 65536\`) and start it again, or send less at once.`,
  }),
  CORRUPT: (what) => ({
    code: "StorageFailure",
    status: 507,
    message: `The database of the state folder is damaged (${what}). Keep the folder, and start with an export of it: doppelface import.`,
  }),
};

const SAME: Readonly<Record<string, string>> = { ENFILE: "EMFILE", EACCES: "EROFS", EPERM: "EROFS" };

/** What kept something from being read or stored; undefined for what is no matter of the system. */
export function diskTroubleOf(error: unknown): DiskTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isDiskFull(error)) {
    const message = `The disk of the state folder is full: ${NOTHING_LOST} Free some space, and send it again.`;
    return { code: "InsufficientStorage", status: 507, message };
  }
  const { code, errcode } = error as { code?: string; errcode?: number };
  const kind = errcode === undefined ? (code ?? "") : (SQLITE[errcode & 0xff] ?? "");
  const trouble = TROUBLES[SAME[kind] ?? kind];
  return trouble === undefined ? diskTroubleOf(error.cause) : trouble(error.message);
}
