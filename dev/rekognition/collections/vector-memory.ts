import { PAGE_BYTES, type ProductKernel, createProductKernel } from "./product-kernel.ts";

/** Vectors up to which JavaScript compares them in half a millisecond, and no kernel is made. */
const FEW = 4096;

/** Most products at once: they stay in the processor's first cache. */
export const MOST_PRODUCTS = 4096;

/** The numbers of many vectors of one length in one block. */
export class VectorMemory {
  /** Numbers of a vector. */
  readonly length: number;
  /** Numbers from one vector to the next: the kernel takes four at once, so that zeros may follow a vector. */
  readonly stride: number;
  // Where things lie in the kernel's memory: the vector to multiply with, the products, the vectors.
  readonly #productsAt: number;
  readonly #vectorsAt: number;
  #numbers: Float32Array;
  #kernel: ProductKernel | undefined;
  #refused = false;

  /** For vectors of a length, with room for so many at first. */
  constructor(length: number, room: number) {
    this.length = length;
    this.stride = 4 * Math.ceil(length / 4);
    this.#productsAt = 4 * this.stride;
    this.#vectorsAt = this.#productsAt + 4 * MOST_PRODUCTS;
    this.#numbers = new Float32Array();
    this.reserve(room);
  }

  /** How many vectors it has room for. */
  get room(): number {
    return this.#numbers.length / this.stride;
  }

  /** All numbers, a vector every `stride`; another array after `reserve`. */
  get numbers(): Float32Array {
    return this.#numbers;
  }

  /** Makes room for so many vectors at once; what lies there stays. */
  reserve(count: number): void {
    if (count <= this.room) return;
    if (count > FEW && this.#inKernel(count)) return;
    const numbers = new Float32Array(count * this.stride);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  /**
   * Products of a vector with the vectors from one place to another (excluded), at most MOST_PRODUCTS, valid until the
   * next call; `undefined` while there are too few to gain by it. They are summed up in float32, four numbers at once:
   * each lies within (stride / 4 + 4) / 2^24 of the two lengths' product from the exact one.
   */
  products(vector: Float32Array, from: number, to: number): Float32Array | undefined {
    if (this.#kernel === undefined || from >= to) return undefined;
    const { memory, multiply } = this.#kernel;
    const products = this.#productsAt;
    new Float32Array(memory.buffer, 0, this.stride).set(vector);
    multiply(this.#vectorsAt + 4 * from * this.stride, 0, products, products + 4 * (to - from));
    return new Float32Array(memory.buffer, products, to - from);
  }

  /** Has the vectors lie in a kernel's memory of that room; false where there is none to be had. */
  #inKernel(count: number): boolean {
    if (this.#refused) return false;
    const pages = Math.ceil((this.#vectorsAt + 4 * count * this.stride) / PAGE_BYTES);
    const before = this.#numbers;
    try {
      if (this.#kernel === undefined) this.#kernel = createProductKernel(pages, this.stride);
      else this.#kernel.memory.grow(pages - this.#kernel.memory.buffer.byteLength / PAGE_BYTES);
    } catch {
      // Without its instructions or addresses, searches are slower and find the same.
      this.#refused = true;
      this.#kernel = undefined;
      return false;
    }
    this.#numbers = new Float32Array(this.#kernel.memory.buffer, this.#vectorsAt, count * this.stride);
    // What the kernel's memory held has stayed in it.
    if (before.buffer !== this.#numbers.buffer && before.length > 0) this.#numbers.set(before);
    return true;
  }
}
