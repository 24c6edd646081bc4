import type { Nearest } from "./nearest.ts";

/** Numbers of one embedding. */
const LENGTH = 128;

/** What the vectors are compared with. */
export interface WantedVector {
  readonly vector: Float32Array;
  /** As in `UserVector`, where it is a user's. */
  readonly spread?: number;
}

/** The vectors of one collection in one block of memory, for search by looking at every one. */
export class Vectors {
  #block = new Float32Array(64 * LENGTH);
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
    const block = new Float32Array(count * LENGTH);
    block.set(this.#block);
    this.#block = block;
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
    this.#block.set(vector, slot * LENGTH);
    this.#squares[slot] = squareLength(vector) + spread;
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
    this.#block.copyWithin(slot * LENGTH, end * LENGTH, (end + 1) * LENGTH);
    this.#squares.copyWithin(slot, end, end + 1);
  }

  /** A view of a vector, valid until the next `put` or `remove`. */
  get(id: string): Float32Array | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#block.subarray(slot * LENGTH, (slot + 1) * LENGTH);
  }

  /**
   * Offers the vectors at the places `from` (included) to `to` (excluded) with their distances to the wanted one. Four
   * at a time: their sums do not wait for each other, which takes 100,000 vectors from 8 to 5 ms.
   */
  measure({ vector, spread = 0 }: WantedVector, from: number, to: number, nearest: Nearest): void {
    const [block, squares, ids] = [this.#block, this.#squares, this.#ids];
    const own = squareLength(vector) + spread;
    let slot = from;
    for (; slot + 4 <= to; slot += 4) {
      const first = slot * LENGTH;
      const [second, third, fourth] = [first + LENGTH, first + 2 * LENGTH, first + 3 * LENGTH];
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      // `as number`, since a check for undefined in this loop doubles its time; every index lies in the block.
      for (let i = 0; i < LENGTH; i++) {
        const value = vector[i] as number;
        a += (block[first + i] as number) * value;
        b += (block[second + i] as number) * value;
        c += (block[third + i] as number) * value;
        d += (block[fourth + i] as number) * value;
      }
      nearest.offer(ids, slot, own + (squares[slot] as number) - 2 * a);
      nearest.offer(ids, slot + 1, own + (squares[slot + 1] as number) - 2 * b);
      nearest.offer(ids, slot + 2, own + (squares[slot + 2] as number) - 2 * c);
      nearest.offer(ids, slot + 3, own + (squares[slot + 3] as number) - 2 * d);
    }
    for (; slot < to; slot++) {
      const product = dot(vector, block.subarray(slot * LENGTH, (slot + 1) * LENGTH));
      nearest.offer(ids, slot, own + (squares[slot] as number) - 2 * product);
    }
  }
}

function squareLength(vector: Float32Array): number {
  return dot(vector, vector);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < LENGTH; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
