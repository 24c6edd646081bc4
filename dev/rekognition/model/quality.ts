import type { Quality } from "./face-model.ts";
import { squareOf } from "./pixels.ts";
import type { Candidate, Pixels } from "./pixels.ts";
import { squareCrop, warp } from "./warp.ts";

const size = 128;
/** Laplacian variance at which a face counts as fully sharp; sharp photographs of faces measured 52–220. */
const sharpVariance = 250;

/** Brightness (mean luma) and sharpness (variance of its Laplacian, logarithmic) of the face resampled to 128 px. */
export function measureQuality(pixels: Pixels, candidate: Candidate): Quality {
  const { x, y, side } = squareOf(candidate);
  const planes = new Float32Array(3 * size * size);
  warp(pixels, size, squareCrop([x, y], side, 0, size), planes);
  const luma = toLuma(planes);
  // Only what lies inside the picture counts, half a pixel from its border: beyond it the crop is black.
  const toCrop = (offset: number) => ((offset + side / 2) / side) * size;
  const inside = {
    left: Math.max(0, Math.ceil(toCrop(0.5 - x))),
    top: Math.max(0, Math.ceil(toCrop(0.5 - y))),
    right: Math.min(size, Math.floor(toCrop(pixels.width - 0.5 - x))),
    bottom: Math.min(size, Math.floor(toCrop(pixels.height - 0.5 - y))),
  };
  const brightness = new Spread();
  const laplacian = new Spread();
  const at = (i: number) => luma[i] ?? 0;
  for (let row = inside.top; row < inside.bottom; row++) {
    for (let column = inside.left; column < inside.right; column++) {
      const i = row * size + column;
      brightness.add(at(i));
      const border = row === inside.top || row === inside.bottom - 1 || column === inside.left;
      if (border || column === inside.right - 1) continue;
      laplacian.add(at(i - 1) + at(i + 1) + at(i - size) + at(i + size) - 4 * at(i));
    }
  }
  return {
    brightness: brightness.mean / 2.55,
    sharpness: Math.min(100, (100 * Math.log(1 + laplacian.variance)) / Math.log(1 + sharpVariance)),
  };
}

class Spread {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get mean(): number {
    return this.#count ? this.#sum / this.#count : 0;
  }

  get variance(): number {
    return this.#count ? Math.max(0, this.#squares / this.#count - this.mean ** 2) : 0;
  }
}

function toLuma(planes: Float32Array): Float32Array {
  const plane = size * size;
  return Float32Array.from({ length: plane }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = [planes[i], planes[i + plane], planes[i + 2 * plane]];
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}
