import type { ComparedLine, Nearest } from "./closest.ts";
import { type PictureFacts, describePicture } from "./picture-facts.ts";
import { asRecord } from "./model-shapes.ts";
import type { Recording } from "./recording.ts";
import type { Recorded, Tape } from "./tape.ts";

/** How much a differing line counts: another picture is farther away than another threshold. */
const WEIGHTS: Readonly<Record<string, number>> = { Image: 4, SourceImage: 4, TargetImage: 4, CollectionId: 3 };

type Request = Pick<Recording, "operation" | "request" | "state">;

/** The closest recording of the same operation, or undefined where the set has none. */
export function findNearest(tape: Tape, asked: Request): Nearest | undefined {
  const candidates = tape
    .all()
    .filter(({ recording }) => recording.operation === asked.operation)
    .map((recorded) => compare(recorded, asked));
  return candidates.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** The lines that differ. */
export function differing({ lines }: Nearest): ComparedLine[] {
  return lines.filter(({ recorded, asked }) => recorded !== asked);
}

function compare({ file, recording }: Recorded, asked: Request): Nearest {
  const [theirs, ours] = [linesOf(recording), linesOf(asked)];
  const names = [...new Set([...theirs.keys(), ...ours.keys()])];
  return {
    file,
    lines: names.map((name) => ({ name, recorded: theirs.get(name), asked: ours.get(name) })),
  };
}

function distance(nearest: Nearest): number {
  return differing(nearest).reduce((sum, { name }) => sum + (WEIGHTS[name] ?? 1), 0);
}

function linesOf({ request, state }: Request): Map<string, string> {
  const lines = new Map<string, string>();
  for (const [name, value] of Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    lines.set(name, isPicture(value) ? describePicture(value) : show(value));
  }
  if (state !== undefined) {
    lines.set("the collection", state.collection);
    lines.set("its faces", `${state.faces}`);
    lines.set("its content", state.digest.slice(0, 12));
  }
  return lines;
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isPicture(value: unknown): value is PictureFacts {
  return typeof asRecord(value)["sha256"] === "string";
}
