import { readFile } from "node:fs/promises";
import type { RekognitionClient } from "@aws-sdk/client-rekognition";
import { boxesOf, pairBoxes } from "./boxes.ts";
import { asRecord } from "./model-shapes.ts";
import type { Recording } from "./recording.ts";
import type { Recorded, Tape } from "./tape.ts";

/** How one recorded answer and that of the local model compare. */
export interface Comparison {
  readonly file: string;
  /** Faces found, or matches at the recorded threshold. */
  readonly what: "faces" | "matches";
  readonly recorded: number;
  readonly local: number;
  /** How many of them are the same in both. */
  readonly same: number;
  /** Mean intersection over union of the faces that are the same, 0–1; undefined where there are none. */
  readonly overlap: number | undefined;
  /** What kept the local model from answering. */
  readonly error: string | undefined;
}

/** Calls the local model; the name of the operation and its input in the SDK's form. */
export type LocalCall = (operation: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Makes calls of an SDK client by the operations' names. */
export async function callsOf(client: RekognitionClient): Promise<LocalCall> {
  const sdk = await import("@aws-sdk/client-rekognition");
  const { commandOf } = await import("./upstream.ts");
  return async (operation, input) => ({ ...(await client.send(commandOf(sdk, operation, input))) });
}

/**
 * Has the local model answer a set's requests again: what was indexed is indexed into collections of its own, then
 * pictures are compared and searched for. Recordings whose picture is not among `pictures` are left out.
 */
export async function compareWithLocal(
  tape: Tape,
  pictures: ReadonlyMap<string, string>,
  local: LocalCall,
): Promise<{ comparisons: Comparison[]; leftOut: string[] }> {
  const run = new LocalRun(pictures, local);
  const recorded = tape.all().filter(({ recording }) => recording.response.status === 200);
  const indexing = recorded.filter(({ recording }) => recording.operation === "IndexFaces");
  const others = recorded.filter(({ recording }) => recording.operation !== "IndexFaces");
  for (const name of new Set(indexing.map(({ recording }) => String(recording.request["CollectionId"])))) {
    await local("CreateCollection", { CollectionId: name });
  }
  const comparisons: Comparison[] = [];
  for (const each of [...indexing, ...others]) comparisons.push(...(await run.compare(each)));
  return { comparisons, leftOut: run.leftOut };
}

class LocalRun {
  readonly leftOut: string[] = [];
  readonly #pictures: ReadonlyMap<string, string>;
  readonly #local: LocalCall;
  /** FaceIds of the local model by recorded ones. */
  readonly #faces = new Map<string, string>();

  constructor(pictures: ReadonlyMap<string, string>, local: LocalCall) {
    this.#pictures = pictures;
    this.#local = local;
  }

  async compare({ file, recording }: Recorded): Promise<Comparison[]> {
    if (!["IndexFaces", "DetectFaces", "CompareFaces", "SearchFacesByImage"].includes(recording.operation)) return [];
    const input = await this.#inputOf(recording);
    if (input === undefined) {
      this.leftOut.push(file);
      return [];
    }
    try {
      const answer = await this.#local(recording.operation, input);
      return [{ file, error: undefined, ...this.#measure(recording, answer) }];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ file, what: "faces", recorded: 0, local: 0, same: 0, overlap: undefined, error: message }];
    }
  }

  #measure({ operation, response, holds }: Recording, answer: Record<string, unknown>) {
    const { body } = response;
    switch (operation) {
      case "IndexFaces":
        this.#remember(body["FaceRecords"], answer["FaceRecords"]);
        return faces([body["FaceRecords"], body["UnindexedFaces"]], [answer["FaceRecords"], answer["UnindexedFaces"]]);
      case "DetectFaces":
        return faces([body["FaceDetails"]], [answer["FaceDetails"]]);
      case "CompareFaces":
        return { ...faces([matched(body)], [matched(answer)]), what: "matches" } as const;
      default:
        return this.#matches(body["FaceMatches"], answer["FaceMatches"], holds);
    }
  }

  /** Of the local matches those count whose faces the collection held when the answer was recorded. */
  #matches(recorded: unknown, local: unknown, holds: readonly string[] | undefined) {
    const held = holds && new Set(holds.map((id) => this.#faces.get(id)));
    const ours = new Set(idsOf(local).filter((id) => held === undefined || held.has(id)));
    const theirs = idsOf(recorded).map((id) => this.#faces.get(id));
    const same = theirs.filter((id) => id !== undefined && ours.has(id)).length;
    return { what: "matches", recorded: theirs.length, local: ours.size, same, overlap: undefined } as const;
  }

  #remember(recorded: unknown, local: unknown): void {
    const [theirs, ours] = [idsOf(recorded), idsOf(local)];
    for (const { a, b } of pairBoxes(boxesOf(recorded), boxesOf(local))) {
      this.#faces.set(theirs[a] ?? "", ours[b] ?? "");
    }
  }

  async #inputOf({ request }: Recording): Promise<Record<string, unknown> | undefined> {
    const input: Record<string, unknown> = { ...request };
    for (const [name, value] of Object.entries(request)) {
      const { sha256: hash } = asRecord(value);
      if (typeof hash !== "string") continue;
      const path = this.#pictures.get(hash);
      if (path === undefined) return undefined;
      input[name] = { Bytes: await readFile(path) };
    }
    return input;
  }
}

function faces(recorded: readonly unknown[], local: readonly unknown[]) {
  const [theirs, ours] = [recorded.flatMap(boxesOf), local.flatMap(boxesOf)];
  const pairs = pairBoxes(theirs, ours);
  const sum = pairs.reduce((total, { overlap }) => total + overlap, 0);
  return {
    what: "faces",
    recorded: theirs.length,
    local: ours.length,
    same: pairs.length,
    overlap: pairs.length === 0 ? undefined : sum / pairs.length,
  } as const;
}

/** The faces of CompareFaces' matches. */
function matched(answer: Readonly<Record<string, unknown>>): unknown[] {
  const { FaceMatches } = answer;
  return Array.isArray(FaceMatches) ? FaceMatches.map((match: unknown) => asRecord(match)["Face"]) : [];
}

/** FaceIds of records or matches. */
function idsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map((item: unknown) => String(asRecord(asRecord(item)["Face"])["FaceId"])) : [];
}
