import sharp from "sharp";
import type { Pixels } from "./pixels.ts";

/** A picture laid on black for the detector: sides are multiples of 32. */
export interface Canvas extends Pixels {
  /** Where the picture begins on the canvas, in canvas pixels. */
  readonly offsetX: number;
  readonly offsetY: number;
  /** Picture pixels per canvas pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
}

const cell = 32;

/** Shrinks (or enlarges) a picture so that its longer side has the given length, without a border. */
export async function layOnCanvas(pixels: Pixels, longSide: number): Promise<Canvas> {
  const scale = longSide / Math.max(pixels.width, pixels.height);
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const right = roundUp(width) - width;
  const bottom = roundUp(height) - height;
  const data = await sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } })
    .resize(width, height, { fit: "fill", kernel: "linear" })
    .extend({ right, bottom, background: "#000" })
    .raw()
    .toBuffer();
  return {
    data,
    width: width + right,
    height: height + bottom,
    offsetX: 0,
    offsetY: 0,
    scaleX: pixels.width / width,
    scaleY: pixels.height / height,
  };
}

/** The canvas at half its size in the middle of a black border, for faces that fill the frame. */
export function halve(canvas: Canvas, border: number): Canvas {
  const innerWidth = canvas.width >> 1;
  const innerHeight = canvas.height >> 1;
  const width = roundUp(innerWidth + 2 * border);
  const height = roundUp(innerHeight + 2 * border);
  const offsetX = (width - innerWidth) >> 1;
  const offsetY = (height - innerHeight) >> 1;
  const data = new Uint8Array(width * height * 3);
  const row = canvas.width * 3;
  const at = (i: number) => canvas.data[i] ?? 0;
  for (let y = 0; y < innerHeight; y++) {
    for (let x = 0; x < innerWidth; x++) {
      const from = 2 * y * row + 6 * x;
      const to = 3 * ((y + offsetY) * width + x + offsetX);
      for (let c = from; c < from + 3; c++) {
        data[to + c - from] = (at(c) + at(c + 3) + at(c + row) + at(c + row + 3) + 2) >> 2;
      }
    }
  }
  return { data, width, height, offsetX, offsetY, scaleX: canvas.scaleX * 2, scaleY: canvas.scaleY * 2 };
}

/** The pixels turned by 180 degrees: in the opposite order. */
export function reversed({ data, width, height }: Pixels): Pixels {
  const turned = new Uint8Array(data.length);
  for (let from = 0, to = data.length - 3; to >= 0; from += 3, to -= 3) {
    for (let c = 0; c < 3; c++) turned[to + c] = data[from + c] ?? 0;
  }
  return { data: turned, width, height };
}

function roundUp(length: number): number {
  return Math.ceil(length / cell) * cell;
}
