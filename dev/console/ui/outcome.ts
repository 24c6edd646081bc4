import type { UploadSummary } from "../wire/wire.ts";
import { several } from "./format.ts";

/** How something ended, in a word or two, and in which colour. */
export interface Outcome {
  readonly tone: "good" | "bad" | "warn" | "live" | "plain";
  readonly text: string;
}

/** What became of an upload. Green is for what led to something: a file that no function could use is no success. */
export function outcomeOf({ status, error, refused, faces, looked, rows }: UploadSummary): Outcome {
  if (status === "waiting") return { tone: "live", text: "waiting" };
  if (status === "running") return { tone: "live", text: "running" };
  if (status === "failed") return { tone: "bad", text: `failed: ${error?.type ?? "error"}` };
  if (status === "retrying") return { tone: "warn", text: `retrying: ${error?.type ?? "error"}` };
  const indexed = faces.filter(({ faceId }) => faceId !== undefined).length;
  const leftOut = faces.filter(({ reasons }) => reasons !== undefined).length;
  if (indexed > 0) return { tone: "good", text: [several(indexed, "face"), ...left(leftOut)].join(", ") };
  if (leftOut > 0) return { tone: "warn", text: several(leftOut, "face left out", "faces left out") };
  if (faces.length > 0) return { tone: "good", text: `${several(faces.length, "face")} found` };
  if (refused !== undefined) return { tone: "warn", text: `refused: ${shortName(refused)}` };
  if (looked) return { tone: "plain", text: "no face" };
  return rows.length > 0 ? { tone: "good", text: "stored" } : { tone: "plain", text: "done" };
}

function left(count: number): string[] {
  return count > 0 ? [`${count} left out`] : [];
}

/** `InvalidImageFormatException: …` is `InvalidImageFormat`. */
function shortName(error: string): string {
  return (error.split(":")[0] ?? error).replace(/Exception$/, "");
}
