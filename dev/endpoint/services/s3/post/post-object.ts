import type { Call, HttpRequest, HttpResponse, SignedForm, WireCall } from "../../../service.ts";
import type { Address } from "../address.ts";
import { MAX_BYTES } from "../sent-body.ts";
import { structure, text } from "../shape.ts";
import { readDocument, writeDocument } from "../shape-xml.ts";
import { TAGGING } from "../wire/documents.ts";
import { PUT_PARAMS, WRITTEN_PARAMS } from "../wire/object-params.ts";
import { idHeaders } from "../wire/output.ts";
import { readParams, writeParams } from "../wire/param.ts";
import { checkPolicy } from "./check-policy.ts";
import { limitedFile } from "./limited-file.ts";

const POST_RESPONSE = structure({ Location: text, Bucket: text, Key: text, ETag: text });

/** A form whose signature holds as PostObject: the input of PutObject, and the answer that the form asks for. */
export async function readPostObject(
  request: HttpRequest,
  form: SignedForm,
  { bucket: Bucket = "" }: Address,
  endpointUrl: string,
  { requestId }: Call,
): Promise<WireCall> {
  const key = (form.fields.get("key") ?? "").replaceAll("${filename}", form.filename);
  const fields = new Map(form.fields).set("key", key);
  const limits = checkPolicy(fields.get("policy") ?? "", fields, Bucket, Date.now());
  const input = {
    Bucket,
    Key: key,
    ...readParams(PUT_PARAMS, { ...request, headers: headersOf(fields) }),
    ...(await taggingOf(fields.get("tagging"))),
    Body: limitedFile(form.file, { ...limits, most: Math.min(limits.most, MAX_BYTES) }),
  };
  const location = `${endpointUrl}/${Bucket}/${encodeURIComponent(key)}`;
  return {
    operation: "PostObject",
    input,
    answer: (output) => answerTo(fields, { Bucket, Key: key, Location: location }, output, requestId),
  };
}

/** Fields as the headers that a PutObject has: the bytes of each as Latin-1. */
function headersOf(fields: ReadonlyMap<string, string>): Record<string, string> {
  const headers = [...fields].map(([name, value]) => [
    name === "acl" ? "x-amz-acl" : name,
    Buffer.from(value).toString("latin1"),
  ]);
  return Object.fromEntries(headers) as Record<string, string>;
}

/** The tags of a form are an XML document, those of a header a query. */
async function taggingOf(xml: string | undefined): Promise<{ Tagging?: string }> {
  if (xml === undefined) return {};
  const { TagSet } = (await readDocument(xml, "Tagging", TAGGING)) as { TagSet: { Key: string; Value: string }[] };
  return { Tagging: TagSet.map(({ Key, Value }) => [Key, Value].map(encodeURIComponent).join("=")).join("&") };
}

function answerTo(
  fields: ReadonlyMap<string, string>,
  made: { readonly Bucket: string; readonly Key: string; readonly Location: string },
  output: unknown,
  requestId: string,
): HttpResponse {
  const written = output as Readonly<Record<string, unknown>>;
  const headers = { ...idHeaders(requestId), ...writeParams(WRITTEN_PARAMS, written), location: made.Location };
  const ETag = String(written["ETag"]);
  const redirect = redirectOf(fields.get("success_action_redirect") ?? fields.get("redirect"));
  if (redirect !== undefined) {
    const told = new URLSearchParams({ bucket: made.Bucket, key: made.Key, etag: ETag });
    const location = `${redirect}${redirect.includes("?") ? "&" : "?"}${told.toString()}`;
    return { status: 303, headers: { ...headers, location } };
  }
  const status = fields.get("success_action_status");
  if (status !== "201") return { status: status === "200" ? 200 : 204, headers };
  return {
    status: 201,
    headers: { ...headers, "content-type": "application/xml" },
    body: writeDocument("PostResponse", POST_RESPONSE, { ...made, ETag }),
  };
}

/** Undefined for what is no address on the web, which S3 does not look at. */
function redirectOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return /^https?:$/.test(url.protocol) ? address : undefined;
}
