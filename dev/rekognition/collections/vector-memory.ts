import { LENGTH, PAGE_BYTES, type ProductKernel, VECTOR_BYTES, createProductKernel } from "./product-kernel.ts";

/** Vectors up to which JavaScript compares them in half a millisecond, and no kernel is made. */
const FEW = 4096;

/** Most products at once: they stay in the processor's first cache. */
export const MOST_PRODUCTS = 4096;

/** Where things lie in the kernel's memory: the vector to multiply with, the products, the vectors. */
const PRODUCTS_AT = VECTOR_BYTES;
const VECTORS_AT = PRODUCTS_AT + 4 * MOST_PRODUCTS;

/** The numbers of many vectors in one block. */
export class VectorMemory {
  #numbers = new Float32Array(64 * LENGTH);
  #kernel: ProductKernel | undefined;
  #refused = false;

  /** How many vectors it has room for. */
  get room(): number {
    return this.#numbers.length / LENGTH;
  }

  /** All numbers, vector after vector; another array after `reserve`. */
  get numbers(): Float32Array {
    return this.#numbers;
  }

  /** Makes room for so many vectors at once; what lies there stays. */
  reserve(count: number): void {
    if (count <= this.room) return;
    if (count > FEW && this.#inKernel(count)) return;
    const numbers = new Float32Array(count * LENGTH);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  /**
   * Products of a vector with the vectors from one place to another (excluded), at most MOST_PRODUCTS, valid until the
   * next call; `undefined` while there are too few to gain by it. They are summed up in float32: each lies within
   * 36 / 2^24 of the two lengths' product from the exact one.
   */
  products(vector: Float32Array, from: number, to: number): Float32Array | undefined {
    if (this.#kernel === undefined || from >= to) return undefined;
    const { memory, multiply } = this.#kernel;
    new Float32Array(memory.buffer, 0, LENGTH).set(vector);
    multiply(VECTORS_AT + from * VECTOR_BYTES, 0, PRODUCTS_AT, PRODUCTS_AT + 4 * (to - from));
    return new Float32Array(memory.buffer, PRODUCTS_AT, to - from);
  }

  /** Has the vectors lie in a kernel's memory of that room; false where there is none to be had. */
  #inKernel(count: number): boolean {
    if (this.#refused) return false;
    const pages = Math.ceil((VECTORS_AT + count * VECTOR_BYTES) / PAGE_BYTES);
    const before = this.#numbers;
    try {
      if (this.#kernel === undefined) this.#kernel = createProductKernel(pages);
      else this.#kernel.memory.grow(pages - this.#kernel.memory.buffer.byteLength / PAGE_BYTES);
    } catch {
      // Without its instructions or addresses, searches are slower and find the same.
      this.#refused = true;
      this.#kernel = undefined;
      return false;
    }
    this.#numbers = new Float32Array(this.#kernel.memory.buffer, VECTORS_AT, count * LENGTH);
    // What the kernel's memory held has stayed in it.
    if (before.buffer !== this.#numbers.buffer && before.length > 0) this.#numbers.set(before);
    return true;
  }
}
