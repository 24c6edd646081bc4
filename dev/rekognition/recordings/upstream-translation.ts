import type { Host } from "../../endpoint/service.ts";
import { sha256 } from "./canonical.ts";
import type { Volatile } from "./client-answer.ts";
import { asRecord, mapOutput } from "./model-shapes.ts";
import { shortKey } from "./recording.ts";
import { settleOrder } from "./settle-order.ts";
import type { TapeRequest } from "./tape-request.ts";
import { aliasOf } from "./tape-state.ts";
import type { UpstreamIds } from "./upstream-ids.ts";
import { withoutPrefix } from "./upstream-terms.ts";

/** A successful answer in the terms of recordings. */
export interface TapeAnswer {
  readonly body: Record<string, unknown>;
  readonly volatile: Volatile;
}

/** Translates between recordings, whose ids last, and one upstream, whose ids are its own. */
export class UpstreamTranslation {
  readonly #host: Host;
  readonly #ids: UpstreamIds;
  readonly #prefix: string;

  constructor(host: Host, ids: UpstreamIds, prefix: string) {
    this.#host = host;
    this.#ids = ids;
    this.#prefix = prefix;
  }

  /** A request's members with the upstream's own ids; pictures, prefix and ARN are left to others. */
  toUpstream({ params, collection = "", ordinal, pictures, models }: TapeRequest): Promise<Record<string, unknown>> {
    return this.#host.state.read(() => {
      const input: Record<string, unknown> = { ...models };
      const real = (id: unknown): string => this.#ids.real(collection, String(id));
      for (const [name, value] of Object.entries(params)) {
        if (pictures.has(name) || name in models) continue;
        if (name === "FaceId") input[name] = real(value);
        else if (name === "FaceIds" && Array.isArray(value)) input[name] = value.map(real);
        else if (name === "NextToken") input[name] = this.#ids.token(String(value));
        else if (name === "ExternalImageId") input[name] = aliasOf(pictureOf(params), ordinal);
        else input[name] = value;
      }
      return input;
    });
  }

  /** An answer (of which `fromUpstreamOutput` took prefix and unknown members) as it is stored. */
  toTape(request: TapeRequest, output: Readonly<Record<string, unknown>>): Promise<TapeAnswer> {
    const { operation, collection = "" } = request;
    return this.#host.state.write(() => {
      const indexed = operation === "IndexFaces" ? this.#assign(request, output) : undefined;
      let volatile: Volatile = {};
      const body = mapOutput(operation, output, (shape, value, member) => {
        if (shape === "FaceId" || shape === "ImageId") {
          const real = String(value);
          return indexed?.get(real) ?? this.#ids.shown(shape === "FaceId" ? collection : `${collection}/images`, real);
        }
        if (shape === "ExternalImageId") {
          return indexed === undefined ? safeExternalImageId(String(value)) : aliasOf(pictureOf(request.params), 1);
        }
        if (member === "CreationTimestamp") {
          volatile = { CreationTimestamp: Number(value) };
          return undefined;
        }
        if (member === "NextToken") return this.#tokenAlias(request, String(value));
        return typeof value === "string" ? withoutOwner(value) : value;
      });
      if (operation === "DeleteFaces") this.#forget(collection, body["DeletedFaces"]);
      if (operation === "DeleteCollection") this.#ids.forgetCollection(collection);
      return { body: settleOrder(operation, body), volatile };
    });
  }

  /** The text of an error as it is stored: without prefix, accounts, Regions and real ids. */
  toTapeMessage({ collection = "" }: TapeRequest, message: string): Promise<string> {
    return this.#host.state.write(() =>
      withoutOwner(withoutPrefix(message, this.#prefix)).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) =>
        this.#ids.shown(collection, id),
      ),
    );
  }

  /** The ids in an answer of IndexFaces and what stands for them under the picture's first ExternalImageId. */
  #assign({ collection = "", params, ordinal }: TapeRequest, output: Readonly<Record<string, unknown>>) {
    const picture = pictureOf(params);
    const assigned = new Map<string, string>();
    const records: unknown[] = Array.isArray(output["FaceRecords"]) ? output["FaceRecords"] : [];
    for (const [rank, record] of records.entries()) {
      const { FaceId, ImageId } = asRecord(asRecord(record)["Face"]);
      const face = String(FaceId);
      assigned.set(face, this.#ids.assign(collection, face, `${picture}/face ${rank}`, ordinal));
      const image = String(ImageId);
      assigned.set(image, this.#ids.assign(`${collection}/images`, image, `${picture}/image`, ordinal));
    }
    return assigned;
  }

  #tokenAlias({ key, occurrence }: TapeRequest, real: string): string {
    const alias = `page-${shortKey(key)}-${occurrence}`;
    this.#ids.keepToken(alias, real);
    return alias;
  }

  #forget(collection: string, deleted: unknown): void {
    for (const id of Array.isArray(deleted) ? deleted : []) this.#ids.forget(collection, String(id));
  }
}

function pictureOf(params: Readonly<Record<string, unknown>>): string {
  return String(asRecord(params["Image"])["sha256"]);
}

/** Ids that a recorded call gave are aliases; others, of faces that were in the collection before, may be names. */
function safeExternalImageId(id: string): string {
  return /^picture-[0-9a-f]{16}-\d+$/.test(id) ? id : `foreign-${sha256(id).slice(0, 16)}`;
}

function withoutOwner(text: string): string {
  return text
    .replace(/(aws[\w-]*:rekognition):[^:]*:\d{12}:/g, "$1:REGION:000000000000:")
    .replace(/(arn:aws[\w-]*:[a-z-]+:[^:]*):\d{12}:/g, "$1:000000000000:");
}
