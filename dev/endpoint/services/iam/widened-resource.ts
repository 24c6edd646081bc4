/** A pattern that stands for a resource and those like it: the objects of a bucket, the streams of a log group, or all. */
export function widened(resource: string): string {
  const object = /^(arn:aws:s3:::[^/]+\/)/.exec(resource);
  if (object !== null) return `${object[1] ?? ""}*`;
  const stream = /^(arn:aws:logs:.*:log-stream:)/.exec(resource);
  return stream === null ? "*" : `${stream[1] ?? ""}*`;
}
