/** Numbers of one embedding. */
const LENGTH = 128;

/** The vectors of one collection in one block of memory, for search by looking at every one. */
export class Vectors {
  #block = new Float32Array(64 * LENGTH);
  readonly #ids: string[] = [];
  readonly #slots = new Map<string, number>();

  /** How many vectors it holds. */
  get size(): number {
    return this.#ids.length;
  }

  /** Adds a face's vector, or replaces it. */
  put(faceId: string, vector: Float32Array): void {
    if (vector.length !== LENGTH) throw new Error(`The vector of face ${faceId} has ${vector.length} numbers`);
    let slot = this.#slots.get(faceId);
    if (slot === undefined) {
      slot = this.#ids.push(faceId) - 1;
      this.#slots.set(faceId, slot);
      if (this.#block.length < this.#ids.length * LENGTH) this.#grow();
    }
    this.#block.set(vector, slot * LENGTH);
  }

  /** Takes a face's vector out; the last one moves into its place. */
  remove(faceId: string): void {
    const slot = this.#slots.get(faceId);
    if (slot === undefined) return;
    const last = this.#ids.pop();
    this.#slots.delete(faceId);
    if (last === undefined || last === faceId) return;
    this.#ids[slot] = last;
    this.#slots.set(last, slot);
    this.#block.copyWithin(slot * LENGTH, this.#ids.length * LENGTH, (this.#ids.length + 1) * LENGTH);
  }

  /** A view of a face's vector, valid until the next `put` or `remove`. */
  get(faceId: string): Float32Array | undefined {
    const slot = this.#slots.get(faceId);
    return slot === undefined ? undefined : this.#at(slot);
  }

  /** Every face and a view of its vector. */
  *[Symbol.iterator](): Generator<readonly [faceId: string, vector: Float32Array]> {
    for (const [slot, faceId] of this.#ids.entries()) yield [faceId, this.#at(slot)];
  }

  #at(slot: number): Float32Array {
    return this.#block.subarray(slot * LENGTH, (slot + 1) * LENGTH);
  }

  #grow(): void {
    const block = new Float32Array(this.#block.length * 2);
    block.set(this.#block);
    this.#block = block;
  }
}
