import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import * as v from "valibot";
import { ControlError } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import { describeAnswer } from "../../pipeline/answered-error.ts";
import type { AwsClients } from "./aws-clients.ts";
import { Gate } from "./gate.ts";
import { sniff } from "./sniff.ts";

const MOST_BYTES = 40 << 20;
const MOST_PIXELS = 100_000_000;
/** Decoders at once: the environment's own work goes on beside them. */
const AT_ONCE = 2;
/** Bytes of drawn pictures that are kept. */
const KEPT = 12 << 20;
/** What is drawn around a face's box, as a ratio of its size. */
const MARGIN = 0.35;

// As the model's decoder has it: threads of its own gain nothing for small pictures, and what it would keep is memory.
sharp.concurrency(1);
sharp.cache(false);

const number = v.pipe(v.string(), v.transform(Number), v.number());
const size = v.optional(v.pipe(number, v.integer(), v.minValue(16), v.maxValue(2400)), "320");
const Object_ = { bucket: v.string(), key: v.string(), version: v.optional(v.string()) };
const Whole = v.object({ ...Object_, size });
const Face = v.object({
  ...Object_,
  size,
  box: v.pipe(
    v.string(),
    v.transform((text) => text.split(",").map(Number)),
    v.tuple([v.number(), v.number(), v.number(), v.number()]),
  ),
});

/**
 * Draws objects of buckets as WebP: only what is a picture by its first bytes, upright, through an image decoder, so that
 * nothing that is stored is served as it is on this origin.
 */
export class PictureDrawer {
  readonly #clients: AwsClients;
  readonly #gate = new Gate(AT_ONCE);
  readonly #kept = new Map<string, Uint8Array>();
  #keptBytes = 0;

  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  /** `?bucket&key[&version]&size`: the longer side in pixels at most. */
  whole(query: URLSearchParams): Promise<HttpResponse> {
    const asked = parsed(Whole, query);
    return this.#answer(query, asked, async (picture) =>
      picture.resize({ width: asked.size, height: asked.size, fit: "inside", withoutEnlargement: true }),
    );
  }

  /** `?bucket&key[&version]&box=left,top,width,height&size`: a face cut from its picture, square. */
  face(query: URLSearchParams): Promise<HttpResponse> {
    const asked = parsed(Face, query);
    return this.#answer(query, asked, async (picture) => {
      const { autoOrient } = await picture.metadata();
      return picture
        .extract(squareAround(asked.box, autoOrient.width, autoOrient.height))
        .resize(asked.size, asked.size);
    });
  }

  async #answer(
    query: URLSearchParams,
    object: { bucket: string; key: string; version?: string | undefined },
    draw: (picture: Sharp) => Promise<Sharp>,
  ): Promise<HttpResponse> {
    const id = query.toString();
    // Without its version the same name may be another picture by now.
    const isFixed = object.version !== undefined && object.version !== "null";
    const known = isFixed ? this.#kept.get(id) : undefined;
    const bytes = known ?? (await this.#gate.pass(() => this.#draw(object, draw)));
    if (isFixed && known === undefined) this.#keep(id, bytes);
    return {
      status: 200,
      headers: {
        "content-type": "image/webp",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": isFixed ? "private, max-age=86400, immutable" : "private, no-cache",
        etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
      },
      body: bytes,
    };
  }

  async #draw(
    { bucket, key, version }: { bucket: string; key: string; version?: string | undefined },
    draw: (picture: Sharp) => Promise<Sharp>,
  ): Promise<Uint8Array> {
    const VersionId = version === "null" ? undefined : version;
    const { Body, ContentLength = 0 } = await this.#clients
      .call("s3:GetObject", { Bucket: bucket, Key: key, ...(VersionId === undefined ? {} : { VersionId }) })
      .catch((error: unknown) => {
        throw new ControlError(404, describeAnswer(error) ?? String(error), { cause: error });
      });
    if (ContentLength > MOST_BYTES) throw new ControlError(413, `${key} has ${ContentLength} bytes, too many to draw.`);
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    if (sniff(bytes) === undefined) throw new ControlError(415, `${key} is no JPEG, PNG or WebP.`);
    try {
      const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error" }).autoOrient();
      return await (await draw(picture)).webp({ quality: 82, effort: 2 }).toBuffer();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ControlError(415, `${key} cannot be drawn: ${reason}`, { cause: error });
    }
  }

  #keep(id: string, bytes: Uint8Array): void {
    this.#kept.set(id, bytes);
    this.#keptBytes += bytes.byteLength;
    for (const [oldest, held] of this.#kept) {
      if (this.#keptBytes <= KEPT) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= held.byteLength;
    }
  }
}

function parsed<Schema extends v.GenericSchema>(schema: Schema, query: URLSearchParams): v.InferOutput<Schema> {
  const result = v.safeParse(schema, Object.fromEntries(query));
  if (result.success) return result.output;
  throw new ControlError(400, `The picture is asked for with ?bucket=…&key=…: ${result.issues[0].message}`);
}

/** In pixels, within the picture. */
function squareAround([left, top, width, height]: readonly number[], across: number, down: number) {
  const [l = 0, t = 0, w = 0, h = 0] = [left, top, width, height];
  const wanted = Math.max(w * across, h * down) * (1 + 2 * MARGIN);
  const side = Math.max(1, Math.floor(Math.min(wanted, across, down)));
  const within = (middle: number, most: number): number =>
    Math.round(Math.min(Math.max(0, middle - side / 2), most - side));
  return {
    left: within((l + w / 2) * across, across),
    top: within((t + h / 2) * down, down),
    width: side,
    height: side,
  };
}
