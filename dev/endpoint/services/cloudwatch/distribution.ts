/** What is kept of the values of one metric over some time. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** How often each value came; undefined where only sums were given, so that there are no percentiles. */
  readonly values: ReadonlyMap<number, number> | undefined;
}

/** Different values that are kept apart; with more of them, those with the same three leading digits count as one. */
const EXACT_VALUES = 200;

/** Values that are added up one after the other. */
export class Collected {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #values = new Map<number, number>();

  /** Adds a value that was measured `count` times. */
  add(value: number, count: number): this {
    this.#count += count;
    this.#sum += value * count;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#values.set(value, (this.#values.get(value) ?? 0) + count);
    return this;
  }

  /** All of them; one at least was added. */
  distribution(): Distribution {
    return { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max, values: bounded(this.#values) };
  }
}

/** Both together. */
export function merge(a: Distribution, b: Distribution): Distribution {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    values: a.values === undefined || b.values === undefined ? undefined : mergeValues(a.values, b.values),
  };
}

function mergeValues(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> {
  const all = new Map(a);
  for (const [value, count] of b) all.set(value, (all.get(value) ?? 0) + count);
  return bounded(all);
}

function bounded(values: Map<number, number>): Map<number, number> {
  if (values.size <= EXACT_VALUES) return values;
  const rounded = new Map<number, number>();
  for (const [value, count] of values) {
    const key = Number(value.toPrecision(3));
    rounded.set(key, (rounded.get(key) ?? 0) + count);
  }
  return rounded;
}

/** The smallest value that at least `percent` of the values do not exceed; undefined where only sums are known. */
export function percentile({ values, count, min, max }: Distribution, percent: number): number | undefined {
  if (min === max) return min;
  if (values === undefined) return undefined;
  let rest = Math.max(1, Math.ceil((percent / 100) * count));
  for (const [value, times] of [...values].toSorted(([a], [b]) => a - b)) {
    rest -= times;
    if (rest <= 0) return value;
  }
  return max;
}
