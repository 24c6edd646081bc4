import type { Nearest } from "./nearest.ts";
import { LENGTH } from "./product-kernel.ts";
import { MOST_PRODUCTS, VectorMemory } from "./vector-memory.ts";

/** What the products of `VectorMemory` may be off by, of the mean of the two vectors' squares; see there. */
const PRODUCT_ERROR = 36 / 2 ** 24;

/** What the vectors are compared with. */
export interface WantedVector {
  readonly vector: Float32Array;
  /** As in `UserVector`, where it is a user's. */
  readonly spread?: number;
}

/** The vectors of one collection in one block of memory, for search by looking at every one. */
export class Vectors {
  readonly #memory = new VectorMemory();
  /**
   * Each vector's square length and spread, so that a distance costs one product a number:
   * |a-b|² = |a|² + |b|² - 2ab.
   */
  #squares = new Float64Array(this.#memory.room);
  readonly #ids: string[] = [];
  readonly #slots = new Map<string, number>();

  /** How many vectors it holds. */
  get size(): number {
    return this.#ids.length;
  }

  /** Makes room for so many vectors at once. */
  reserve(count: number): void {
    if (count <= this.#squares.length) return;
    this.#memory.reserve(count);
    const squares = new Float64Array(count);
    squares.set(this.#squares);
    this.#squares = squares;
  }

  /** Adds a vector, or replaces it. `spread`, as in `UserVector`, is counted into its squared distances. */
  put(id: string, vector: Float32Array, spread = 0): void {
    if (vector.length !== LENGTH) throw new Error(`The vector of ${id} has ${vector.length} numbers`);
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      slot = this.#ids.push(id) - 1;
      this.#slots.set(id, slot);
      // By a quarter: 100,000 vectors are 51 MB, and as much again would lie idle after one more face.
      if (this.#squares.length < this.#ids.length) this.reserve(Math.ceil(this.#ids.length * 1.25));
    }
    this.#memory.numbers.set(vector, slot * LENGTH);
    this.#squares[slot] = dot(vector, vector, 0) + spread;
  }

  /** Takes a vector out; the last one moves into its place. */
  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const last = this.#ids.pop();
    this.#slots.delete(id);
    if (last === undefined || last === id) return;
    const end = this.#ids.length;
    this.#ids[slot] = last;
    this.#slots.set(last, slot);
    this.#memory.numbers.copyWithin(slot * LENGTH, end * LENGTH, (end + 1) * LENGTH);
    this.#squares.copyWithin(slot, end, end + 1);
  }

  /**
   * Offers the vectors at the places `from` (included) to `to` (excluded) with their distances to the wanted one, but
   * for those of which the kernel's product shows that they are out of reach. What is offered is computed in doubles,
   * so that it is the same with and without a kernel.
   */
  measure({ vector, spread = 0 }: WantedVector, from: number, to: number, nearest: Nearest): void {
    const [{ numbers }, squares, ids] = [this.#memory, this.#squares, this.#ids];
    const own = dot(vector, vector, 0) + spread;
    for (let at = from; at < to; at += MOST_PRODUCTS) {
      const end = Math.min(to, at + MOST_PRODUCTS);
      const products = this.#memory.products(vector, at, end);
      for (let slot = at; slot < end; slot++) {
        // `as number`, since a check for undefined in this loop costs as much as the rest; every index lies within.
        const sum = own + (squares[slot] as number);
        const tooFar = (products?.[slot - at] as number) * 2 < sum * (1 - PRODUCT_ERROR) - nearest.bound;
        if (!tooFar) nearest.offer(ids, slot, sum - 2 * dot(vector, numbers, slot * LENGTH));
      }
    }
  }
}

/** Product of a vector with the one that begins at `at` in `numbers`. */
function dot(vector: Float32Array, numbers: Float32Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < LENGTH; i++) sum += (vector[i] as number) * (numbers[at + i] as number);
  return sum;
}
