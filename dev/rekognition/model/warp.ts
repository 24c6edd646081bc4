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
  const samples = Math.min(8, Math.ceil(scale));
  if (scale <= 1.3) warpBilinear(source, size, transform, out, offset);
  else if (transform[3] === 0) warpMeanLevel(source, size, transform, out, offset, samples);
  else warpMean(source, size, transform, out, offset, samples);
}

// `as number` below: every index lies in its array, and a check for undefined costs these loops a third of their time.

function warpBilinear(source: Pixels, size: number, transform: Affine, out: Float32Array, offset: number): void {
  const { data, width, height } = source;
  const [a, b, tx, c, d, ty] = transform;
  const plane = size * size;
  const row = 3 * width;
  const byte = (x: number, y: number, channel: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * row + 3 * x + channel] as number);
  for (let y = 0; y < size; y++) {
    const [fromX, fromY] = [b * (y + 0.5), d * (y + 0.5)];
    for (let x = 0; x < size; x++) {
      const sx = a * (x + 0.5) + fromX + tx - 0.5;
      const sy = c * (x + 0.5) + fromY + ty - 0.5;
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const fx = sx - x0;
      const fy = sy - y0;
      if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) {
        for (let channel = 0; channel < 3; channel++) out[offset + y * size + x + channel * plane] = 0;
        continue;
      }
      const weights = { topLeft: (1 - fx) * (1 - fy), topRight: fx * (1 - fy), left: (1 - fx) * fy, right: fx * fy };
      const to = offset + y * size + x;
      const inside = x0 >= 0 && y0 >= 0 && x0 + 1 < width && y0 + 1 < height;
      for (let channel = 0; channel < 3; channel++) {
        const at = y0 * row + 3 * x0 + channel;
        out[to + channel * plane] = inside
          ? weights.topLeft * (data[at] as number) +
            weights.topRight * (data[at + 3] as number) +
            weights.left * (data[at + row] as number) +
            weights.right * (data[at + row + 3] as number)
          : weights.topLeft * byte(x0, y0, channel) +
            weights.topRight * byte(x0 + 1, y0, channel) +
            weights.left * byte(x0, y0 + 1, channel) +
            weights.right * byte(x0 + 1, y0 + 1, channel);
      }
    }
  }
}

function warpMean(
  { data, width, height }: Pixels,
  size: number,
  [a, b, tx, c, d, ty]: Affine,
  out: Float32Array,
  offset: number,
  samples: number,
): void {
  const plane = size * size;
  const share = 1 / (samples * samples);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = 0; j < samples; j++) {
        const v = y + (j + 0.5) / samples;
        const fromX = b * v;
        const fromY = d * v;
        for (let i = 0; i < samples; i++) {
          const u = x + (i + 0.5) / samples;
          const sx = a * u + fromX + tx;
          const sy = c * u + fromY + ty;
          if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue;
          // Neither is negative here, so cutting off the fraction is rounding down.
          const from = 3 * ((sy | 0) * width + (sx | 0));
          red += data[from] as number;
          green += data[from + 1] as number;
          blue += data[from + 2] as number;
        }
      }
      const to = offset + y * size + x;
      out[to] = red * share;
      out[to + plane] = green * share;
      out[to + 2 * plane] = blue * share;
    }
  }
}

/** The same for a crop that is not turned: which column a sample comes from does not depend on its row. */
function warpMeanLevel(
  { data, width, height }: Pixels,
  size: number,
  [a, , tx, , d, ty]: Affine,
  out: Float32Array,
  offset: number,
  samples: number,
): void {
  const plane = size * size;
  const share = 1 / (samples * samples);
  const columns = new Int32Array(size * samples);
  for (let x = 0; x < size; x++) {
    for (let i = 0; i < samples; i++) {
      const px = Math.floor(a * (x + (i + 0.5) / samples) + tx);
      columns[x * samples + i] = px < width ? 3 * px : -1;
    }
  }
  for (let y = 0; y < size; y++) {
    const to = offset + y * size;
    for (let channel = 0; channel < 3; channel++) out.fill(0, to + channel * plane, to + channel * plane + size);
    for (let j = 0; j < samples; j++) {
      const py = Math.floor(d * (y + (j + 0.5) / samples) + ty);
      if (py < 0 || py >= height) continue;
      for (let x = 0; x < size; x++) {
        let red = 0;
        let green = 0;
        let blue = 0;
        for (let i = x * samples; i < (x + 1) * samples; i++) {
          const column = columns[i] as number;
          if (column < 0) continue;
          const from = 3 * py * width + column;
          red += data[from] as number;
          green += data[from + 1] as number;
          blue += data[from + 2] as number;
        }
        out[to + x] = (out[to + x] as number) + red;
        out[to + x + plane] = (out[to + x + plane] as number) + green;
        out[to + x + 2 * plane] = (out[to + x + 2 * plane] as number) + blue;
      }
    }
    for (let channel = 0; channel < 3; channel++) {
      for (let at = to + channel * plane; at < to + channel * plane + size; at++) {
        out[at] = (out[at] as number) * share;
      }
    }
  }
}
