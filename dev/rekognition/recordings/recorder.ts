import type { Volatile } from "./client-answer.ts";
import { ForbiddenContent, refuseForbidden } from "./forbidden.ts";
import { asRecord } from "./model-shapes.ts";
import { pictureFacts } from "./picture-facts.ts";
import type { RecordedAnswer } from "./recent-answers.ts";
import { FORMAT, type Recording } from "./recording.ts";
import { sameAnswer } from "./same-answer.ts";
import type { Tape } from "./tape.ts";
import type { TapeRequest } from "./tape-request.ts";
import type { Usage } from "./usage.ts";

/** An answer in the terms of recordings, ready to be stored. */
export interface Storable {
  readonly request: TapeRequest;
  /** The faces that a collection held which is read, where they are few. */
  readonly holds: readonly string[] | undefined;
  /** What was sent in a picture's place, by member, where that was smaller. */
  readonly shrunk: ReadonlyMap<string, Uint8Array>;
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly volatile: Volatile;
}

/** The errors that say something about the request; all others (throttles, permissions, failures) are not stored. */
const STORED_ERRORS: ReadonlySet<string> = new Set([
  "ConflictException",
  "IdempotentParameterMismatchException",
  "ImageTooLargeException",
  "InvalidImageFormatException",
  "InvalidPaginationTokenException",
  "InvalidParameterException",
  "ResourceAlreadyExistsException",
  "ResourceNotFoundException",
  "ServiceQuotaExceededException",
  "ValidationException",
]);

/** What a recorder needs to know besides the set. */
export interface RecorderOptions {
  /** Replace files that the upstream now answers otherwise. */
  readonly update: boolean;
  readonly secrets: () => Promise<readonly string[]>;
  readonly notice: (message: string) => void;
}

/** The file that holds an answer now, or the one that was left as it is. */
type StoredAnswer = Pick<RecordedAnswer, "file" | "how">;

/** Whether an error is part of a recording. */
export function isStored(code: string): boolean {
  return STORED_ERRORS.has(code);
}

/** Puts answers into a set: new ones are written, differing ones only with `update`, forbidden ones never. */
export class Recorder {
  readonly #tape: Tape;
  readonly #usage: Usage;
  readonly #options: RecorderOptions;

  constructor(tape: Tape, usage: Usage, options: RecorderOptions) {
    this.#tape = tape;
    this.#usage = usage;
    this.#options = options;
  }

  /** Stores an answer and tells in which file it stands now, or says on the bus and in the usage why it does not. */
  async store(storable: Storable): Promise<StoredAnswer | undefined> {
    const recording = await toRecording(storable);
    const secrets = await this.#options.secrets();
    try {
      refuseForbidden(recording, secrets);
    } catch (error) {
      if (!(error instanceof ForbiddenContent)) throw error;
      const why = `${recording.operation}: ${error.message}`;
      this.#usage.refused(why);
      this.#options.notice(`An answer was not recorded. ${why}`);
      return undefined;
    }
    return this.#put(recording, storable.volatile);
  }

  #put(recording: Recording, volatile: Volatile): StoredAnswer {
    const existing = this.#tape.find(recording.key, recording.occurrence);
    if (existing === undefined) return this.#wrote(this.#tape.write(recording, volatile));
    if (sameAnswer(existing.recording.response, recording.response)) {
      this.#tape.confirm(existing.file, volatile);
      this.#usage.hit(existing.file);
      return { file: existing.file, how: "answered" };
    }
    const isLater = existing.recording.occurrence < recording.occurrence;
    if (isLater) return this.#wrote(this.#tape.write(recording, volatile));
    if (this.#options.update) {
      const { occurrence } = existing.recording;
      return this.#wrote(this.#tape.write({ ...recording, occurrence }, volatile, existing.file));
    }
    this.#usage.kept(existing.file);
    this.#options.notice(
      `The upstream answers otherwise than ${existing.file}, which was left as it is. --update replaces it; if the ` +
        "collection held faces already, `doppelface recordings destroy-remote` empties the upstream first.",
    );
    return { file: existing.file, how: "kept" };
  }

  #wrote(file: string): StoredAnswer {
    this.#usage.wrote(file);
    return { file, how: "written" };
  }
}

async function toRecording({ request, holds, shrunk, status, body }: Storable): Promise<Recording> {
  const pictures: Record<string, unknown> = {};
  for (const [member, bytes] of request.pictures) {
    const sent = shrunk.get(member);
    const facts = await pictureFacts(bytes);
    pictures[member] = sent === undefined ? facts : { ...facts, sent: await pictureFacts(sent) };
  }
  const version = body["FaceModelVersion"];
  return {
    meta: { format: FORMAT, ...(typeof version === "string" ? { faceModelVersion: version } : {}) },
    operation: request.operation,
    key: request.key,
    occurrence: request.occurrence,
    request: { ...request.params, ...pictures },
    ...(request.state === undefined ? {} : { state: request.state }),
    ...(holds === undefined ? {} : { holds: [...holds] }),
    response: { status, body: asRecord(body) },
  };
}
