import { sha256 } from "./canonical.ts";

/** What recordings and messages tell of a picture: never the picture itself. */
export interface PictureFacts {
  readonly sha256: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Pixels as stored, where the file can be read as a picture. */
  readonly width?: number;
  readonly height?: number;
}

/** Measures a picture; what is no picture has its hash and size alone. */
export async function pictureFacts(bytes: Uint8Array): Promise<PictureFacts> {
  const facts = { sha256: sha256(bytes), bytes: bytes.byteLength };
  const { default: sharp } = await import("sharp");
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { ...facts, width, height };
  } catch {
    return facts;
  }
}

/** `1a2b3c4d…, 31245 bytes, 480×480` */
export function describePicture({ sha256: hash, bytes, width, height }: PictureFacts): string {
  const size = width === undefined || height === undefined ? "" : `, ${width}×${height}`;
  return `${hash.slice(0, 8)}…, ${bytes} bytes${size}`;
}
