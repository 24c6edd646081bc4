import type { Pixels, Point } from "./pixels.ts";

/** Where a crop's pixel comes from: source x = a·x + b·y + tx, source y = c·x + d·y + ty. */
export type Affine = readonly [a: number, b: number, tx: number, c: number, d: number, ty: number];

/** A square crop around a centre, turned clockwise by an angle (radians), of `size` pixels a side. */
export function squareCrop(centre: Point, side: number, angle: number, size: number): Affine {
  const scale = side / size;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  const half = size / 2;
  return [cos, -sin, centre[0] - cos * half + sin * half, sin, cos, centre[1] - sin * half - cos * half];
}

/** Applies the transform to a point of the crop. */
export function toSource([a, b, tx, c, d, ty]: Affine, x: number, y: number): Point {
  return [a * x + b * y + tx, c * x + d * y + ty];
}

/**
 * Samples a `size` x `size` crop into `out` from `offset` as three planes (red, green, blue), black outside
 * the picture: bilinear near the picture's own scale, the mean of up to 8 x 8 samples when shrinking.
 */
export function warp(source: Pixels, size: number, transform: Affine, out: Float32Array, offset = 0): void {
  const scale = Math.hypot(transform[0], transform[3]);
  if (scale <= 1.3) warpBilinear(source, size, transform, out, offset);
  else warpMean(source, size, transform, out, offset, Math.min(8, Math.ceil(scale)));
}

function warpBilinear(source: Pixels, size: number, transform: Affine, out: Float32Array, offset: number): void {
  const { data, width, height } = source;
  const [a, b, tx, c, d, ty] = transform;
  const plane = size * size;
  const row = 3 * width;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sx = a * (x + 0.5) + b * (y + 0.5) + tx - 0.5;
      const sy = c * (x + 0.5) + d * (y + 0.5) + ty - 0.5;
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      let red = 0;
      let green = 0;
      let blue = 0;
      if (x0 >= -1 && y0 >= -1 && x0 < width && y0 < height) {
        const fx = sx - x0;
        const fy = sy - y0;
        for (let corner = 0; corner < 4; corner++) {
          const right = corner & 1;
          const down = corner >> 1;
          const px = x0 + right;
          const py = y0 + down;
          if (px < 0 || py < 0 || px >= width || py >= height) continue;
          const weight = (right ? fx : 1 - fx) * (down ? fy : 1 - fy);
          const from = py * row + 3 * px;
          red += weight * (data[from] ?? 0);
          green += weight * (data[from + 1] ?? 0);
          blue += weight * (data[from + 2] ?? 0);
        }
      }
      const to = offset + y * size + x;
      out[to] = red;
      out[to + plane] = green;
      out[to + 2 * plane] = blue;
    }
  }
}

function warpMean(
  source: Pixels,
  size: number,
  transform: Affine,
  out: Float32Array,
  offset: number,
  samples: number,
): void {
  const { data, width, height } = source;
  const [a, b, tx, c, d, ty] = transform;
  const plane = size * size;
  const share = 1 / (samples * samples);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = 0; j < samples; j++) {
        const v = y + (j + 0.5) / samples;
        for (let i = 0; i < samples; i++) {
          const u = x + (i + 0.5) / samples;
          const px = Math.floor(a * u + b * v + tx);
          const py = Math.floor(c * u + d * v + ty);
          if (px < 0 || py < 0 || px >= width || py >= height) continue;
          const from = 3 * (py * width + px);
          red += data[from] ?? 0;
          green += data[from + 1] ?? 0;
          blue += data[from + 2] ?? 0;
        }
      }
      const to = offset + y * size + x;
      out[to] = red * share;
      out[to + plane] = green * share;
      out[to + 2 * plane] = blue * share;
    }
  }
}
