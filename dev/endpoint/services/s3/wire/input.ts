import { createHash } from "node:crypto";
import { readBody } from "../../../http/protocol/body.ts";
import type { HttpRequest } from "../../../service.ts";
import type { Address } from "../address.ts";
import {
  type Algorithm,
  algorithmOfHeader,
  createHasher,
  expectedChecksum,
  verifyChecksum,
  verifyMd5,
} from "../checksum.ts";
import { malformedXml } from "../errors.ts";
import { readDocument } from "../shape-xml.ts";
import { CHECKSUM_PARAMS, OWNER_PARAMS } from "./object-params.ts";
import { readParams } from "./param.ts";
import type { Document, Route } from "./route.ts";

/** Room for the 1000 keys of a DeleteObjects, each with all its characters escaped. */
const MAX_DOCUMENT = 8 << 20;

/** Makes the API's input of a request. */
export async function readInput(
  route: Route,
  request: HttpRequest,
  address: Address,
): Promise<Record<string, unknown>> {
  const { params = {}, document, text, more } = route.input ?? {};
  const input: Record<string, unknown> = {
    ...(address.bucket === undefined ? {} : { Bucket: address.bucket }),
    ...(address.key === undefined ? {} : { Key: address.key }),
    ...readParams({ ...OWNER_PARAMS, ...params }, request),
    ...more?.(request),
  };
  if (text !== undefined) input[text] = await readText(request);
  if (document !== undefined) Object.assign(input, await readPart(document, request));
  return input;
}

async function readPart(document: Document, request: HttpRequest): Promise<Record<string, unknown>> {
  const xml = await readText(request, document.unchecked);
  if (xml === "") {
    if (document.optional === true) return {};
    throw malformedXml();
  }
  const value = await readDocument(xml, document.root, document.shape);
  return document.member === undefined ? (value as Record<string, unknown>) : { [document.member]: value };
}

/** Reads a small body and checks the checksums that came with it. */
async function readText(request: HttpRequest, unchecked = false): Promise<string> {
  const body = await readBody(request.body, MAX_DOCUMENT);
  if (unchecked) return body.toString("utf8");
  const md5 = request.headers["content-md5"];
  if (typeof md5 === "string") verifyMd5(md5, createHash("md5").update(body).digest("hex"));
  const expected = expectedChecksum(readParams(CHECKSUM_PARAMS, request));
  if (expected !== undefined) await verify(expected.algorithm, expected.value, body);
  for (const [name, value] of Object.entries(request.trailers)) {
    const algorithm = algorithmOfHeader(name);
    if (algorithm !== undefined) await verify(algorithm, value, body);
  }
  return body.toString("utf8");
}

async function verify(algorithm: Algorithm, expected: string, body: Uint8Array): Promise<void> {
  const hasher = await createHasher(algorithm);
  hasher.update(body);
  verifyChecksum(algorithm, expected, await hasher.digest());
}
