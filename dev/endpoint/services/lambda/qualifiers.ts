import { functionNotFound, resourceNotFound } from "./errors.ts";
import type { AliasRecord } from "./alias-table.ts";
import type { FunctionReference } from "./function-name.ts";
import { type FunctionRecord, type Qualified, type FunctionKey, LATEST } from "./function-record.ts";
import type { FunctionStore } from "./store.ts";

/** Whether a qualifier names an alias: it is neither `$LATEST` nor a number. */
export function isAlias(qualifier: string): boolean {
  return qualifier !== LATEST && !/^\d+$/.test(qualifier);
}

/** The function itself, whatever the qualifier; inside `State.read` or `State.write`. Throws ResourceNotFoundException. */
export function existing(store: FunctionStore, reference: FunctionReference): FunctionRecord {
  const record = store.find(reference);
  if (record === undefined) throw functionNotFound(reference.qualifiedArn);
  return record;
}

/**
 * What runs for a reference: the function as it is, a version of it, or the version of an alias with the alias's
 * handling of events. Of an alias with two versions one is drawn by its weight.
 * Inside `State.read` or `State.write`; undefined where the function, the version or the alias is not there.
 */
export function findTarget(store: FunctionStore, reference: FunctionReference): FunctionRecord | undefined {
  const latest = store.find(reference);
  const { qualifier = LATEST } = reference;
  if (latest === undefined || qualifier === LATEST) return latest;
  if (!isAlias(qualifier)) return versionOf(store, latest, qualifier);
  const alias = store.aliases.find(reference, qualifier);
  const record = alias === undefined ? undefined : versionOf(store, latest, draw(alias));
  return record === undefined ? undefined : { ...record, eventConfig: alias?.eventConfig };
}

/** As `findTarget`; throws `Function not found: <arn>` (404). */
export function existingTarget(store: FunctionStore, reference: FunctionReference): FunctionRecord {
  const record = findTarget(store, reference);
  if (record === undefined) throw functionNotFound(reference.qualifiedArn);
  return record;
}

/** The version of a function by its number or `$LATEST`, for calls that name versions alone. */
export function existingVersion(store: FunctionStore, latest: FunctionRecord, version: string): FunctionRecord {
  const record = versionOf(store, latest, version);
  if (record === undefined) throw functionNotFound(`${latest.arn}:${version}`);
  return record;
}

/** What the qualifier of a reference has of its own. Throws ResourceNotFoundException. */
export function existingQualified(store: FunctionStore, reference: FunctionReference): Qualified {
  const latest = existing(store, reference);
  const { qualifier = LATEST } = reference;
  if (!isAlias(qualifier)) return existingVersion(store, latest, qualifier);
  return existingAlias(store, reference, qualifier);
}

/** Changes what the qualifier of a reference has of its own. Inside `State.write`. */
export function saveQualified(store: FunctionStore, reference: FunctionReference, change: Partial<Qualified>): void {
  const latest = existing(store, reference);
  const { qualifier = LATEST } = reference;
  if (qualifier === LATEST) store.save({ ...latest, ...change });
  else if (isAlias(qualifier)) store.aliases.save({ ...existingAlias(store, reference, qualifier), ...change });
  else {
    const version = store.findVersion(latest, qualifier);
    if (version !== undefined) store.saveVersion({ ...version, ...change });
  }
}

/** Versions that run the folder of their function, since they were published of the code that it stands for. */
export function versionsInPlace(store: FunctionStore, latest: FunctionRecord): FunctionRecord[] {
  if (latest.hotReload === undefined) return [];
  return store.versions(latest).flatMap(({ version }) => {
    const record = versionOf(store, latest, version);
    return record?.hotReload === undefined ? [] : [record];
  });
}

function existingAlias(store: FunctionStore, key: FunctionKey & { readonly arn: string }, name: string): AliasRecord {
  const alias = store.aliases.find(key, name);
  if (alias === undefined) throw resourceNotFound(`Cannot find alias arn: ${key.arn}:${name}`);
  return alias;
}

/**
 * A version has the function's concurrency and tags. While a function's code runs in place, so does that of a version
 * that was published of the same code: a save is live behind an alias as well.
 */
function versionOf(store: FunctionStore, latest: FunctionRecord, version: string): FunctionRecord | undefined {
  if (version === LATEST) return latest;
  const record = store.findVersion(latest, version);
  if (record === undefined) return undefined;
  const { reservedConcurrency, recursiveLoop, tags, hotReload } = latest;
  if (hotReload === undefined || record.code.folder !== latest.code.folder) {
    return { ...record, reservedConcurrency, recursiveLoop, tags };
  }
  return {
    ...record,
    reservedConcurrency,
    recursiveLoop,
    tags,
    hotReload,
    revisionId: `${record.revisionId}/${latest.revisionId}`,
  };
}

function draw({ version, weights }: AliasRecord): string {
  const [second] = Object.entries(weights);
  return second !== undefined && Math.random() < second[1] ? second[0] : version;
}
