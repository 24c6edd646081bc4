import type { Nearest } from "./nearest.ts";
import { MOST_PRODUCTS, VectorMemory } from "./vector-memory.ts";

/** What the vectors are compared with. */
export interface WantedVector {
  readonly vector: Float32Array;
  /** As in `UserVector`, where it is a user's. */
  readonly spread?: number;
}

/** The vectors of one collection in one block of memory, for search by looking at every one. */
export class Vectors {
  /** From the first vector on, which gives the length of all. */
  #memory: VectorMemory | undefined;
  /**
   * Each vector's square length and spread, so that a distance costs one product a number:
   * |a-b|² = |a|² + |b|² - 2ab.
   */
  #squares = new Float64Array(64);
  readonly #ids: string[] = [];
  readonly #slots = new Map<string, number>();

  /** How many vectors it holds. */
  get size(): number {
    return this.#ids.length;
  }

  /** Makes room for so many vectors at once. */
  reserve(count: number): void {
    if (count <= this.#squares.length) return;
    this.#memory?.reserve(count);
    const squares = new Float64Array(count);
    squares.set(this.#squares);
    this.#squares = squares;
  }

  /** Adds a vector, or replaces it. `spread`, as in `UserVector`, is counted into its squared distances. */
  put(id: string, vector: Float32Array, spread = 0): void {
    const memory = (this.#memory ??= new VectorMemory(vector.length, this.#squares.length));
    if (vector.length !== memory.length) throw new Error(`The vector of ${id} has ${vector.length} numbers`);
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      slot = this.#ids.push(id) - 1;
      this.#slots.set(id, slot);
      // By a quarter: 100,000 vectors are 51 MB, and as much again would lie idle after one more face.
      if (this.#squares.length < this.#ids.length) this.reserve(Math.ceil(this.#ids.length * 1.25));
    }
    memory.numbers.set(vector, slot * memory.stride);
    this.#squares[slot] = dot(vector, vector, 0) + spread;
  }

  /** Takes a vector out; the last one moves into its place. */
  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const last = this.#ids.pop();
    this.#slots.delete(id);
    if (last === undefined || last === id || this.#memory === undefined) return;
    const { numbers, stride } = this.#memory;
    const end = this.#ids.length;
    this.#ids[slot] = last;
    this.#slots.set(last, slot);
    numbers.copyWithin(slot * stride, end * stride, (end + 1) * stride);
    this.#squares.copyWithin(slot, end, end + 1);
  }

  /**
   * Offers the vectors at the places `from` (included) to `to` (excluded) with their distances to the wanted one, but
   * for those of which the kernel's product shows that they are out of reach. What is offered is computed in doubles,
   * so that it is the same with and without a kernel.
   */
  measure({ vector, spread = 0 }: WantedVector, from: number, to: number, nearest: Nearest): void {
    if (this.#memory === undefined) return;
    const [memory, { numbers, stride }, squares, ids] = [this.#memory, this.#memory, this.#squares, this.#ids];
    // What the products may be off by, of the mean of the two vectors' squares; see there.
    const productError = (stride / 4 + 4) / 2 ** 24;
    const own = dot(vector, vector, 0) + spread;
    for (let at = from; at < to; at += MOST_PRODUCTS) {
      const end = Math.min(to, at + MOST_PRODUCTS);
      const products = memory.products(vector, at, end);
      for (let slot = at; slot < end; slot++) {
        // `as number`, since a check for undefined in this loop costs as much as the rest; every index lies within.
        const sum = own + (squares[slot] as number);
        const tooFar = (products?.[slot - at] as number) * 2 < sum * (1 - productError) - nearest.bound;
        if (!tooFar) nearest.offer(ids, slot, sum - 2 * dot(vector, numbers, slot * stride));
      }
    }
  }
}

/** Product of a vector with the one that begins at `at` in `numbers`. */
function dot(vector: Float32Array, numbers: Float32Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) * (numbers[at + i] as number);
  return sum;
}
