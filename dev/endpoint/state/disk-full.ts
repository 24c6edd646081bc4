/** Of SQLite: the database or the disk is full, and the index of its log could not grow. */
const SQLITE_FULL = 13;
const SQLITE_IOERR_SHMSIZE = 4874;

/** Whether something failed because the disk has no room, or the user's quota is used up. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === "ENOSPC" || code === "EDQUOT") return true;
  return errcode === SQLITE_FULL || errcode === SQLITE_IOERR_SHMSIZE || isDiskFull(error.cause);
}

/** For `catch`: lets pass what a full disk kept from being stored, and throws everything else. */
export function unlessDiskFull(error: unknown): void {
  if (!isDiskFull(error)) throw error;
}
