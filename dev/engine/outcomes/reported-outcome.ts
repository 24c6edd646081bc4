import { setTimeout as sleep } from "node:timers/promises";
import { readLogLines } from "../../pipeline/log-lines.ts";
import type { Upload } from "../../pipeline/upload-picture.ts";
import type { OutcomeTarget, UploadOutcome } from "./upload-outcome.ts";

/** The last line that Lambda writes of an invocation. */
const REPORT = /^REPORT RequestId: (\S+)/;
/** What Lambda writes of one that has not gone well: of a runtime's error, a timeout, an end of the process. */
const FAILURE = /Task timed out after|Runtime exited|Status: (?:error|timeout)|"errorType"|\[ERROR\]|Invoke Error/;
const POLL_MS = 500;
/** The clock of the logs, and this one. */
const CLOCK_SKEW_MS = 1_000;

/**
 * The first invocation of the bucket's function that has ended since now, by its REPORT line. Which upload it was for,
 * no line says: of two at the same time either may be taken for the other. What it wrote is not known.
 */
export async function reportedOutcome(
  { logs, resources }: OutcomeTarget,
  { key }: Upload,
  timeoutMs: number,
): Promise<UploadOutcome> {
  const { functionName, logGroup } = resources;
  const from = Date.now() - CLOCK_SKEW_MS;
  for (const until = Date.now() + timeoutMs; ; await sleep(POLL_MS)) {
    const lines = (await readLogLines(logs, logGroup, { from }).catch(unlessNotYet)).map(({ message }) => message);
    const requestId = lines.map((line) => REPORT.exec(line)?.[1]).find((id) => id !== undefined);
    if (requestId !== undefined) {
      const failure = lines.find((line) => line.includes(requestId) && FAILURE.test(line));
      const status = failure === undefined ? ("finished" as const) : ("failed" as const);
      return {
        status: failure === undefined ? "DONE" : "FAILED",
        reason: failure?.trim() ?? "By the function's log: this engine shows no steps.",
        invocations: [{ functionName, requestId, attempt: 1, status }],
        rows: [],
        indexed: [],
        matched: [],
        picture: undefined,
      };
    }
    if (Date.now() > until) {
      throw new Error(
        `No REPORT line in ${logGroup} within ${timeoutMs / 1000} s after ${key} was put. ` +
          "The function's log lines (doppelface logs) tell what it does.",
      );
    }
  }
}

/** A log group is there once its function has written for the first time. */
function unlessNotYet(error: unknown): never[] {
  if (error instanceof Error && error.name === "ResourceNotFoundException") return [];
  throw error;
}
