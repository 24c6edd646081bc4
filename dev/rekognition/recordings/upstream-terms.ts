import type { OperationName } from "../service-model.ts";
import { asRecord, mapOutput } from "./model-shapes.ts";
import type { Upstream, UpstreamAnswer } from "./upstream.ts";

/** An input as the upstream is to get it: pictures as bytes, collections under the developer's prefix. */
export async function toUpstreamInput(
  upstream: Upstream,
  input: Readonly<Record<string, unknown>>,
  pictures: ReadonlyMap<string, Uint8Array>,
): Promise<Record<string, unknown>> {
  const sent: Record<string, unknown> = { ...input };
  for (const [member, bytes] of pictures) sent[member] = { Bytes: bytes };
  const { CollectionId, ResourceArn } = input;
  if (typeof CollectionId === "string") sent["CollectionId"] = upstream.options.prefix + CollectionId;
  if (typeof ResourceArn === "string") sent["ResourceArn"] = await upstreamArn(upstream, ResourceArn);
  return sent;
}

/**
 * What an upstream answered, in the terms of its caller: names without the prefix, timestamps in epoch seconds, no
 * member that the service model does not know, and of the account's collections those with the prefix.
 */
export function fromUpstreamOutput(
  operation: OperationName,
  output: Readonly<Record<string, unknown>>,
  prefix: string,
): Record<string, unknown> {
  const own = operation === "ListCollections" ? ownCollections(output, prefix) : output;
  return mapOutput(operation, own, (shape, value) => {
    if (value instanceof Date) return value.getTime() / 1000;
    if (typeof value !== "string") return value;
    return shape === "CollectionId" || shape === "String" ? withoutPrefix(value, prefix) : value;
  });
}

/** Takes the prefix off each name of a collection in a text: a name, an ARN, a sentence. */
export function withoutPrefix(text: string, prefix: string): string {
  if (prefix === "") return text;
  return text.replace(NAMES, (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
}

/** Characters of a CollectionId, as many as stand together. */
const NAMES = /[a-zA-Z0-9_.-]+/g;

/** CollectionIds and FaceModelVersions are parallel lists. */
function ownCollections(output: Readonly<Record<string, unknown>>, prefix: string): Record<string, unknown> {
  const { CollectionIds, FaceModelVersions } = output;
  const versions: unknown[] = Array.isArray(FaceModelVersions) ? FaceModelVersions : [];
  const own = (Array.isArray(CollectionIds) ? CollectionIds : [])
    .map((id: unknown, at) => ({ id: String(id), version: versions[at] }))
    .filter(({ id }) => id.startsWith(prefix))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...output,
    CollectionIds: own.map(({ id }) => id),
    FaceModelVersions: own.map(({ version }) => version),
  };
}

/** The upstream's own ARN of a collection: its account and Region are another. */
async function upstreamArn(upstream: Upstream, arn: string): Promise<string> {
  const name = /:collection\/(.+)$/.exec(arn)?.[1];
  if (name === undefined) return arn;
  const CollectionId = upstream.options.prefix + name;
  const answer: UpstreamAnswer = await upstream.call("DescribeCollection", { CollectionId });
  const found = "output" in answer ? asRecord(answer.output)["CollectionARN"] : undefined;
  return typeof found === "string" ? found : arn.replace(/[^/]+$/, CollectionId);
}
