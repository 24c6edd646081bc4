import sharp, { type Sharp } from "sharp";
import { type PictureFormat, PictureError } from "./face-model.ts";
import type { Pixels } from "./pixels.ts";

/** Smallest side that the face operations take, in pixels (documented by AWS). */
const smallestSide = 80;
/** 10,000 x 10,000: AWS documents 10,000 px a side for its label operations and no limit for faces. */
const mostPixels = 100_000_000;
/** JPEGs longer than this are read at a third of their size first, the first factor at which that saves time in sharp. */
const shrinkAbove = 2000;
/** Longest side of any copy held in memory, in pixels. */
const longestCopy = 4096;

/** A picture ready for detection; `width` and `height` are the stored picture's, turned upright. */
export interface DecodedPicture {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  /** The whole picture, upright; a large JPEG shrunk. */
  readonly pixels: Pixels;
  /** The same at full size (at most 4096 px a side), for faces that are small in `pixels`. */
  detailed(): Promise<Pixels>;
}

// One picture is analysed at a time; libvips' own threads only get in the way of the nets.
sharp.concurrency(1);
sharp.cache(false);

/** Decodes a JPEG or PNG to upright RGB; rejects with a `PictureError` for anything else or broken. */
export async function decode(bytes: Uint8Array): Promise<DecodedPicture> {
  const format = sniffFormat(bytes);
  if (!format) throw new PictureError("UnsupportedFormat", "The picture is neither JPEG nor PNG by its first bytes.");
  const { width, height } = await uprightSize(bytes, format);
  if (Math.min(width, height) < smallestSide) {
    throw new PictureError("TooSmall", `The picture has ${width} x ${height} px; each side needs ${smallestSide} px.`);
  }
  if (width * height > mostPixels) {
    throw new PictureError("TooLarge", `The picture has ${width} x ${height} px; ${mostPixels} px is the most.`);
  }
  const longest = Math.max(width, height);
  const full = Math.min(longest, longestCopy);
  const first = format === "JPEG" && longest > shrinkAbove ? Math.min(Math.floor(longest / 3), shrinkAbove) : full;
  const pixels = await read(bytes, format, first);
  return {
    format,
    width,
    height,
    pixels,
    detailed: async () => (first === full ? pixels : read(bytes, format, full)),
  };
}

/** The format by the first bytes, or nothing when it is neither. */
function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  const starts = (magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts([0xff, 0xd8, 0xff])) return "JPEG";
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "PNG";
  return undefined;
}

function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: "error", limitInputPixels: mostPixels });
}

async function uprightSize(bytes: Uint8Array, format: PictureFormat): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await sharp(bytes, { failOn: "error", limitInputPixels: false }).metadata();
    return autoOrient;
  } catch (error) {
    throw undecodable(format, error);
  }
}

async function read(bytes: Uint8Array, format: PictureFormat, longest: number): Promise<Pixels> {
  try {
    const { data, info } = await open(bytes)
      .autoOrient()
      .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#000" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { data: channels === 1 ? greyToRgb(data) : data, width, height };
  } catch (error) {
    throw undecodable(format, error);
  }
}

function undecodable(format: PictureFormat, cause: unknown): PictureError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PictureError("Undecodable", `The picture begins as ${format} but cannot be decoded: ${why}`, { cause });
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0; i < grey.length; i++) rgb.fill(grey[i] ?? 0, 3 * i, 3 * i + 3);
  return rgb;
}
