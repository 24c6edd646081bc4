import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import * as v from "valibot";
import { ServiceError } from "../../endpoint/errors.ts";
import { readableJson } from "./canonical.ts";
import type { Volatile } from "./client-answer.ts";
import { refuseForbidden } from "./forbidden.ts";
import { type Recording, RecordingFile, shortKey } from "./recording.ts";
import { readIfThere, writeWhole } from "./whole-files.ts";

/** A recording and where it stands, from the set's folder. */
export interface Recorded {
  readonly file: string;
  readonly recording: Recording;
}

const FILE_NAME = /-([0-9a-f]{12})(?:-(\d+))?\.json$/;

const Index = v.record(v.string(), v.object({ recordedAt: v.string(), CreationTimestamp: v.optional(v.number()) }));

type IndexEntry = v.InferOutput<typeof Index>[string];

/** The file beside the recordings for what changes each time. */
const INDEX_FILE = "index.json";

/** The index is written again after this many milliseconds, and at the end: it grows with every recording. */
const FLUSH_MS = 1000;

/** A folder of recordings. Names are read at first use, a file when its key is asked for. */
export class Tape {
  /** Absolute. */
  readonly folder: string;
  readonly #cache = new Map<string, Recording>();
  #names: Map<string, { file: string; occurrence: number }[]> | undefined;
  #index: Record<string, IndexEntry> | undefined;
  #indexChanged = false;
  #flushedAt = performance.now();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The recording that answers the `occurrence`-th request with a key: the last one that begins at or before it, or the first. */
  find(key: string, occurrence: number): Recorded | undefined {
    const candidates = this.#byKey()
      .get(shortKey(key))
      ?.map((entry) => ({ ...entry, recording: this.read(entry.file) }))
      .filter(({ recording }) => recording.key === key);
    return candidates?.findLast((entry) => entry.occurrence <= occurrence) ?? candidates?.[0];
  }

  /** Every file of the set, in the order of their paths. */
  files(): string[] {
    return [...this.#byKey().values()]
      .flat()
      .map(({ file }) => file)
      .toSorted();
  }

  /** Every recording of the set; a file that is none is an error that names it. */
  all(): Recorded[] {
    return this.files().map((file) => ({ file, recording: this.read(file) }));
  }

  /** Reads one file of the set. Throws what is wrong with it, by its name. */
  read(file: string): Recording {
    const cached = this.#cache.get(file);
    if (cached !== undefined) return cached;
    const recording = parseFile(join(this.folder, file));
    this.#cache.set(file, recording);
    return recording;
  }

  /** What changes at each recording. */
  volatile(file: string): Volatile {
    const { CreationTimestamp } = this.#readIndex()[file] ?? {};
    return CreationTimestamp === undefined ? {} : { CreationTimestamp };
  }

  /** When a file was recorded, ISO 8601, where the index tells. */
  recordedAt(file: string): string | undefined {
    return this.#readIndex()[file]?.recordedAt;
  }

  /** Writes a recording as a whole or not at all, in the place of `replaced` where that is given. Returns its path. */
  write(recording: Recording, volatile: Volatile, replaced?: string): string {
    const file = replaced ?? fileOf(recording);
    writeWhole(this.folder, file, readableJson(recording));
    this.#cache.set(file, recording);
    if (replaced === undefined) this.#add(file);
    this.#date(file, volatile);
    return file;
  }

  /** Enters a file that the upstream has answered again into the index, if a killed recording has left it out there. */
  confirm(file: string, volatile: Volatile): void {
    if (this.#readIndex()[file] === undefined) this.#date(file, volatile);
  }

  /** Deletes a file of the set. */
  remove(file: string): void {
    rmSync(join(this.folder, file), { force: true });
    this.#cache.delete(file);
    this.#names = undefined;
    delete this.#readIndex()[file];
    this.#indexChanged = true;
  }

  /** Writes the index if it changed. */
  flush(): void {
    if (!this.#indexChanged) return;
    writeWhole(this.folder, INDEX_FILE, readableJson(this.#readIndex()));
    this.#indexChanged = false;
    this.#flushedAt = performance.now();
  }

  #date(file: string, volatile: Volatile): void {
    this.#readIndex()[file] = { recordedAt: new Date().toISOString(), ...volatile };
    this.#indexChanged = true;
    if (performance.now() - this.#flushedAt > FLUSH_MS) this.flush();
  }

  #byKey(): Map<string, { file: string; occurrence: number }[]> {
    if (this.#names === undefined) {
      this.#names = new Map();
      for (const file of filesBelow(this.folder)) this.#add(file);
    }
    return this.#names;
  }

  #add(file: string): void {
    const [, key = "", occurrence = "1"] = FILE_NAME.exec(file) ?? [];
    const names = this.#byKey();
    const entries = [...(names.get(key) ?? []), { file, occurrence: Number(occurrence) }];
    names.set(
      key,
      entries.toSorted((a, b) => a.occurrence - b.occurrence),
    );
  }

  #readIndex(): Record<string, IndexEntry> {
    if (this.#index !== undefined) return this.#index;
    const path = join(this.folder, INDEX_FILE);
    const text = readIfThere(path);
    try {
      this.#index = text === undefined ? {} : v.parse(Index, JSON.parse(text));
    } catch (cause) {
      throw unreadable(`${path} is no index of recordings: take it from git again, or delete it`, cause);
    }
    return this.#index;
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && FILE_NAME.test(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function parseFile(path: string): Recording {
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    refuseForbidden(json);
    return v.parse(RecordingFile, json);
  } catch (cause) {
    throw unreadable(`${path} is no recording that can be used: \`doppelface recordings verify\` tells why`, cause);
  }
}

function unreadable(what: string, cause: unknown): ServiceError {
  return new ServiceError("RecordingUnreadableException", `${what}.`, { cause });
}

/** `<collection>/<operation>/<what it is about>-<key>.json`, a second answer with its occurrence behind. */
function fileOf({ operation, request, key, occurrence }: Recording): string {
  const { CollectionId } = request;
  // A name that begins with a dot would be hidden, or lead out of the folder; an underscore begins none of ours.
  const folder = typeof CollectionId === "string" ? CollectionId.replace(/^\./, "_.") : "_";
  return `${folder}/${operation}/${slug(request)}-${shortKey(key)}${occurrence === 1 ? "" : `-${occurrence}`}.json`;
}

function slug(request: Readonly<Record<string, unknown>>): string {
  const pictures = Object.values(request).flatMap((value) => {
    const hash = typeof value === "object" && value !== null && "sha256" in value ? String(value.sha256) : undefined;
    return hash === undefined ? [] : [`picture-${hash.slice(0, 8)}`];
  });
  if (pictures.length > 0) return pictures.join("-");
  const { FaceId, FaceIds } = request;
  const [first] = Array.isArray(FaceIds) ? FaceIds.map(String) : [FaceId];
  return typeof first === "string" ? `face-${first.slice(0, 8)}` : "request";
}
