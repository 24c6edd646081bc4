/** One tag of a template. */
export interface TagEntry {
  readonly Key: string;
  readonly Value: string;
}

/** Tags in the form of the APIs that take a map. */
export function tagMap(tags: readonly TagEntry[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** What has to be done to come from the tags `before` to `after`. */
export function changeTags(
  after: readonly TagEntry[] = [],
  before: readonly TagEntry[] = [],
): { set: TagEntry[]; removed: string[] } {
  const old = new Map(before.map(({ Key, Value }) => [Key, Value]));
  const kept = new Set(after.map(({ Key }) => Key));
  return {
    set: after.filter(({ Key, Value }) => old.get(Key) !== Value),
    removed: before.map(({ Key }) => Key).filter((key) => !kept.has(key)),
  };
}
