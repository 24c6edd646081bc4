import type { Quality } from "./face-model.ts";
import { type Candidate, type Pixels, squareOf } from "./pixels.ts";
import { squareCrop, warp } from "./warp.ts";

/** Side of the copy of a face that is measured; smaller faces are enlarged to it, which counts as blur. */
const size = 128;
/** Pixels whose mean is the blur that the sharpness compares with. */
const blurLength = 9;
/**
 * Differences up to this much luma are no detail: in a dark picture the steps from one value to the next are as large,
 * and a blurred one would count as sharp.
 */
const step = 0.7;
/** Share of the differences that a face of sharpness 63 loses to the blur; sharp photographs lose .3 to .7. */
const detail = 0.2;

/** A rectangle of the copy. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Brightness and sharpness of the face resampled to 128 px. Brightness is the mean luma on a scale that answers 75 for
 * half: AWS's published answers have 25 to 85, where the mean luma of photographed faces is 19 to 59 percent. Sharpness
 * is how much of the differences between neighbouring pixels a blur would take away (F. Crete and others, "The blur
 * effect", 2007): what is blurred already loses little. Unlike a Laplacian's variance it hardly falls with light and
 * contrast.
 */
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
  // The direction that is blurred more decides: motion blurs along one.
  const lost = Math.min(lostToBlur(luma, inside, 1), lostToBlur(luma, inside, size));
  return {
    brightness: 100 * (1 - (1 - meanOf(luma, inside) / 255) ** 2),
    sharpness: 100 * (1 - Math.exp(-lost / detail)),
  };
}

/** Share (0–1) of the differences between neighbours that a blur along them takes away; `next` as in the array. */
function lostToBlur(luma: Float32Array, { left, top, right, bottom }: Area, next: number): number {
  const half = (blurLength - 1) / 2;
  let all = 0;
  let lost = 0;
  for (let y = top + half + 1; y < bottom - half; y++) {
    for (let x = left + half + 1; x < right - half; x++) {
      const at = y * size + x;
      const difference = Math.max(0, Math.abs((luma[at] as number) - (luma[at - next] as number)) - step);
      // The difference of two neighbouring means is that of the pixels in which they differ.
      const ends = (luma[at + half * next] as number) - (luma[at - (half + 1) * next] as number);
      all += difference;
      lost += Math.max(0, difference - Math.abs(ends) / blurLength);
    }
  }
  return all < 1 ? 0 : lost / all;
}

function meanOf(luma: Float32Array, { left, top, right, bottom }: Area): number {
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += luma[y * size + x] as number;
  }
  return sum / Math.max(1, (right - left) * (bottom - top));
}

function toLuma(planes: Float32Array): Float32Array {
  const plane = size * size;
  const luma = new Float32Array(plane);
  for (let i = 0; i < plane; i++) {
    const [red, green, blue] = [planes[i] as number, planes[i + plane] as number, planes[i + 2 * plane] as number];
    luma[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return luma;
}
