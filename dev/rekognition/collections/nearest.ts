/** A vector that was found near the searched one; `distance` is Euclidean. */
export interface Neighbour {
  readonly id: string;
  readonly distance: number;
}

/** Keeps the nearest of what it is offered. */
export class Nearest {
  readonly #limit: number;
  #bound: number;
  #found: { readonly id: string; readonly square: number }[] = [];

  /** Keeps at most `limit` of those within `reach` (a distance). */
  constructor(limit: number, reach: number) {
    this.#limit = limit;
    this.#bound = reach * reach;
  }

  /** Square of the largest distance that still counts; falls once there are `limit` nearer ones. */
  get bound(): number {
    return this.#bound;
  }

  /** Offers the id at a place of `ids` with its squared distance; one that is offered again counts once. */
  offer(ids: readonly string[], place: number, square: number): void {
    if (square > this.#bound) return;
    this.#found.push({ id: ids[place] ?? "", square });
    // Sorting now and then, rather than a heap for each: almost nothing is within reach.
    if (this.#found.length > 2 * this.#limit + 1000) this.#cut();
  }

  /** Nearest first, those at equal distance by id. */
  take(): Neighbour[] {
    this.#cut();
    return this.#found.map(({ id, square }) => ({ id, distance: Math.sqrt(Math.max(0, square)) }));
  }

  #cut(): void {
    const seen = new Set<string>();
    this.#found = this.#found
      .sort((a, b) => a.square - b.square || (a.id < b.id ? -1 : 1))
      .filter(({ id }) => !seen.has(id) && seen.add(id))
      .slice(0, this.#limit);
    const worst = this.#found.at(-1);
    if (this.#found.length === this.#limit && worst !== undefined) this.#bound = Math.min(this.#bound, worst.square);
  }
}
