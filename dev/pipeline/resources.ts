/** A table of the stacks. */
export interface TableResource {
  readonly name: string;
  /** Name of its partition key. */
  readonly key: string;
  /** `S`, `N` or `B`. */
  readonly keyType: string;
  /** Whether there is no sort key. */
  readonly isKeyAlone: boolean;
  /** Whether it says what became of each picture, as that of the template of `infra/` does. */
  readonly isOfPictures: boolean;
}

/** A bucket of the stacks. */
export interface BucketResource {
  readonly name: string;
  /** Names of the functions that it tells of new objects. */
  readonly notifies: readonly string[];
  /** Of which keys it tells a function. */
  readonly told: readonly ToldKeys[];
}

/** Keys of which a bucket tells a function, by how they begin and end; empty for any. */
export interface ToldKeys {
  readonly prefix: string;
  readonly suffix: string;
}

/** A function of the stacks, without those that the CDK adds for itself. */
export interface FunctionResource {
  readonly name: string;
  readonly logGroup: string;
}

/** Physical names of what stacks hold, by the type of the resource. */
export interface FoundResources {
  readonly buckets: readonly BucketResource[];
  readonly tables: readonly TableResource[];
  readonly collections: readonly string[];
  readonly functions: readonly FunctionResource[];
  readonly queues: readonly string[];
}

/** Which of several is meant. A name need not be one of the stacks': what was made by hand counts too. */
export interface ResourceChoice {
  readonly bucket?: string;
  readonly table?: string;
  readonly collection?: string;
  readonly function?: string;
  readonly queue?: string;
}

/** What is the only one of its kind, or was named; undefined where it is not clear. */
export interface ResourceNames {
  readonly bucket: string | undefined;
  readonly table: string | undefined;
  readonly picturesTable: string | undefined;
  readonly collection: string | undefined;
  readonly functionName: string | undefined;
  readonly logGroup: string | undefined;
  readonly queue: string | undefined;
}

/** There is none of a kind in the stacks, or which of several is meant was not said. */
class UnclearResource extends Error {
  override readonly name = "UnclearResource";
}

/** What the stacks hold, and what is meant where one of a kind is asked for. */
export class Resources {
  readonly found: FoundResources;
  readonly #choice: ResourceChoice;

  constructor(found: FoundResources, choice: ResourceChoice = {}) {
    this.found = found;
    this.#choice = choice;
  }

  /** The same with some of them named. */
  choose(choice: ResourceChoice): Resources {
    return new Resources(this.found, { ...this.#choice, ...choice });
  }

  /** Where pictures are put: the only bucket that tells a function, or the only one. Throws UnclearResource. */
  get bucket(): string {
    const all = this.found.buckets;
    const telling = all.filter(({ notifies }) => notifies.length > 0);
    return one("bucket", (telling.length > 0 ? telling : all).map(nameOf), this.#choice.bucket);
  }

  /**
   * Whether a bucket of the stacks tells a function of an object of that key; undefined where the bucket is none of
   * theirs.
   */
  tells(bucket: string, key: string): boolean | undefined {
    const found = this.found.buckets.find(({ name }) => name === bucket);
    return found?.told.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix));
  }

  /** The only table besides the one of pictures. Throws UnclearResource. */
  get table(): string {
    const others = this.found.tables.filter(({ isOfPictures }) => !isOfPictures);
    return one("table", others.map(nameOf), this.#choice.table);
  }

  /** The table that says what became of each picture; undefined where the app keeps none. */
  get picturesTableIfAny(): string | undefined {
    return this.found.tables.find(({ isOfPictures }) => isOfPictures)?.name;
  }

  /** The table that says what became of each picture. Throws UnclearResource. */
  get picturesTable(): string {
    const name = this.picturesTableIfAny;
    if (name !== undefined) return name;
    throw new UnclearResource(
      "The app keeps no table of pictures: that is one with the partition key `picture` that a function's variable " +
        "PICTURES_TABLE names. " +
        "What became of an upload, its trace tells: doppelface trace.",
    );
  }

  /** Throws UnclearResource. */
  get collection(): string {
    return one("collection", this.found.collections, this.#choice.collection);
  }

  /** The one that the bucket of pictures tells, or the only one. Throws UnclearResource. */
  get functionName(): string {
    const told = [...new Set(this.found.buckets.flatMap(({ notifies }) => notifies))];
    const all = this.found.functions.map(nameOf);
    const names = all.length > 1 && told.length === 1 ? told : all;
    return one("function", names, this.#choice.function, all);
  }

  /** Log group of the function. Throws UnclearResource. */
  get logGroup(): string {
    return this.logGroupOf(this.functionName);
  }

  /** Log group of a function, be it none of the stacks'. */
  logGroupOf(name: string): string {
    return this.found.functions.find((found) => found.name === name)?.logGroup ?? `/aws/lambda/${name}`;
  }

  /** Where events go that failed for good. Throws UnclearResource. */
  get queue(): string {
    return one("queue", this.found.queues, this.#choice.queue);
  }

  /** For `--json`: everything, and by name what is the only one of its kind. */
  toJSON(): ResourceNames & { readonly found: FoundResources } {
    const single = (read: () => string): string | undefined => {
      try {
        return read();
      } catch {
        return undefined;
      }
    };
    return {
      bucket: single(() => this.bucket),
      table: single(() => this.table),
      picturesTable: this.picturesTableIfAny,
      collection: single(() => this.collection),
      functionName: single(() => this.functionName),
      logGroup: single(() => this.logGroup),
      queue: single(() => this.queue),
      found: this.found,
    };
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function one(kind: string, names: readonly string[], chosen: string | undefined, all = names): string {
  if (chosen !== undefined) return chosen;
  const [name, ...others] = names;
  if (name === undefined) {
    throw new UnclearResource(`The stacks have no ${kind}. One that was made otherwise is named by --${kind} NAME.`);
  }
  if (others.length === 0) return name;
  throw new UnclearResource(`Which ${kind}? --${kind} NAME, of these: ${all.toSorted().join(", ")}.`);
}
