import { notSupported } from "../../errors.ts";
import type { HttpRequest } from "../../service.ts";
import type { Address } from "./address.ts";
import type { Param } from "./wire/param.ts";
import type { Route } from "./wire/route.ts";

/**
 * Query parameters that make a request another operation. One of them that no route has is refused by name: taken for
 * the plain verb, a PutObjectTagging would overwrite the object with its tags.
 */
const SUBRESOURCES: Readonly<Record<string, string>> = {
  abac: "Abac",
  accelerate: "AccelerateConfiguration",
  acl: "Acl",
  analytics: "AnalyticsConfiguration",
  annotation: "Annotation",
  append: "Append",
  attributes: "Attributes",
  cors: "Cors",
  delete: "Objects",
  encryption: "Encryption",
  "intelligent-tiering": "IntelligentTieringConfiguration",
  inventory: "InventoryConfiguration",
  "legal-hold": "LegalHold",
  lifecycle: "LifecycleConfiguration",
  "list-type": "List",
  location: "Location",
  logging: "Logging",
  metadataConfiguration: "MetadataConfiguration",
  metadataTable: "MetadataTableConfiguration",
  metrics: "MetricsConfiguration",
  notification: "NotificationConfiguration",
  "object-lock": "LockConfiguration",
  ownershipControls: "OwnershipControls",
  partNumber: "Part",
  policy: "Policy",
  policyStatus: "PolicyStatus",
  publicAccessBlock: "PublicAccessBlock",
  renameObject: "Rename",
  replication: "Replication",
  requestPayment: "RequestPayment",
  restore: "Restore",
  retention: "Retention",
  select: "SelectContent",
  session: "Session",
  tagging: "Tagging",
  torrent: "Torrent",
  uploadId: "MultipartUpload",
  uploads: "MultipartUploads",
  versioning: "Versioning",
  versions: "Versions",
  website: "Website",
};

/** Operations whose names do not follow from verb and sub-resource. */
const NAMES: Readonly<Record<string, string>> = {
  "POST bucket ": "PostObject",
  "POST object restore": "RestoreObject",
  "POST object select": "SelectObjectContent",
  "PUT object renameObject": "RenameObject",
  "GET bucket session": "CreateSession",
  "GET bucket object-lock": "GetObjectLockConfiguration",
  "PUT bucket object-lock": "PutObjectLockConfiguration",
};

/** Listing parameters that tools send empty to every read of a bucket. */
const SENT_EMPTY = new Set(["prefix", "delimiter", "marker", "max-keys", "encoding-type"]);

/** Headers that would change what is stored or who may read it, where the route does not read them. */
const REFUSED_HEADERS =
  /^x-amz-(?:copy-source-)?(?:server-side-encryption-(?:customer|aws-kms|context|bucket-key)|object-lock-|grant-|website-redirect-location|tagging|write-offset-bytes)/;

/** Finds the route of a request. Throws `UnsupportedOperation` with the operation's name for what is not served. */
export function detectRoute(routes: readonly Route[], request: HttpRequest, address: Address): Route {
  const level = address.bucket === undefined ? "service" : address.key === undefined ? "bucket" : "object";
  const { method, headers } = request;
  const names = [...request.query.keys()];
  const subresources = names.filter((name) => Object.hasOwn(SUBRESOURCES, name));
  const route = routes.find(
    (candidate) =>
      candidate.method === method &&
      candidate.level === level &&
      (candidate.subresource === undefined || subresources.includes(candidate.subresource)) &&
      subresources.every((name) => name === candidate.subresource || namesIn("query", candidate).has(name)) &&
      (candidate.header === undefined || headers[candidate.header] !== undefined),
  );
  if (route === undefined) throw notSupported("s3", nameOf(method, level, subresources));
  checkQuery(route, request);
  const known = namesIn("header", route);
  const refused = Object.keys(headers).find((name) => REFUSED_HEADERS.test(name) && !known.has(name));
  if (refused !== undefined) throw notSupported("s3", `${route.operation} with the header ${refused}`);
  return route;
}

/**
 * A parameter that no route has may be a sub-resource of tomorrow: it is refused where something is written, and where
 * it has no value. Readers may send parameters that say nothing, as on AWS.
 */
function checkQuery(route: Route, request: HttpRequest): void {
  const known = namesIn("query", route);
  const reads = request.method === "GET" || request.method === "HEAD";
  for (const [name, value] of request.query) {
    if (name === route.subresource || known.has(name) || name === "x-id" || /^(x-amz-|response-)/i.test(name)) continue;
    if (reads && (value !== "" || SENT_EMPTY.has(name))) continue;
    throw notSupported("s3", `${route.operation} with ?${name}`);
  }
}

/** The parameters of the query, or the headers, that a route reads. */
function namesIn(place: Param["in"], route: Route): ReadonlySet<string> {
  return new Set(Object.values(route.input?.params ?? {}).flatMap((param) => (param.in === place ? [param.name] : [])));
}

function nameOf(method: string, level: string, subresources: readonly string[]): string {
  const [first = ""] = subresources;
  const own = NAMES[`${method} ${level} ${first}`];
  if (own !== undefined) return own;
  const verb = { GET: "Get", PUT: "Put", DELETE: "Delete", POST: "Post", HEAD: "Head" }[method] ?? method;
  const thing = { service: "Service", bucket: "Bucket", object: "Object" }[level] ?? level;
  return verb + thing + subresources.map((name) => SUBRESOURCES[name]).join("");
}
