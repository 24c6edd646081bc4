import { once } from "node:events";
import type { Readable } from "node:stream";
import * as v from "valibot";
import { ControlError } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { reasonOf } from "../../pipeline/answered-error.ts";
import type { AwsClients } from "./aws-clients.ts";
import { sniff } from "./sniff.ts";

const MOST_BYTES = 40 << 20;

const Asked = v.object({ bucket: v.string(), key: v.string(), version: v.optional(v.string()) });

/** An object is a file to whoever opens its address: the decoder of an `<img>` alone makes something of it. */
const NO_DOCUMENT = {
  "content-disposition": "attachment",
  "content-security-policy": "default-src 'none'; sandbox",
};

/**
 * `?bucket&key[&version]`: the stored bytes of what is a picture by the first of them, for the page's image decoder;
 * nothing else is answered, whatever type it was stored with. Throws ControlError.
 */
export async function storedPicture(
  clients: AwsClients,
  { query, headers }: Pick<ControlRequest, "query" | "headers">,
): Promise<HttpResponse> {
  const asked = v.safeParse(Asked, Object.fromEntries(query));
  if (!asked.success) throw new ControlError(400, "A picture is asked for with ?bucket=…&key=….");
  const { bucket, key, version } = asked.output;
  // Without its version the same name may be another picture by now.
  const isFixed = version !== undefined && version !== "null";
  const {
    Body,
    ContentLength = 0,
    ETag = "",
  } = await clients
    .read("s3:GetObject", { Bucket: bucket, Key: key, ...(isFixed ? { VersionId: version } : {}) })
    .catch((error: unknown) => {
      throw new ControlError(404, reasonOf(error), { cause: error });
    });
  const body = Body as Readable;
  const caching = {
    etag: ETag,
    "cache-control": isFixed ? "private, max-age=86400, immutable" : "private, no-cache",
  };
  if (headers["if-none-match"] === ETag) {
    body.destroy();
    return { status: 304, headers: caching };
  }
  const format = ContentLength > MOST_BYTES ? undefined : sniff(await headOf(body));
  if (format === undefined) {
    body.destroy();
    if (ContentLength <= MOST_BYTES) throw new ControlError(415, `${key} is no JPEG, PNG or WebP.`);
    throw new ControlError(413, `${key} has ${ContentLength} bytes, too many to draw.`);
  }
  const typed = { "content-type": `image/${format}`, "content-length": String(ContentLength) };
  return { status: 200, headers: { ...typed, ...NO_DOCUMENT, ...caching }, body };
}

/** The first bytes of a stream, which still has them afterwards. */
async function headOf(body: Readable): Promise<Uint8Array> {
  await once(body, "readable");
  const head = body.read() as Buffer | null;
  if (head === null) return new Uint8Array();
  body.unshift(head);
  return head;
}
