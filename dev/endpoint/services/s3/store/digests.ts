import { createHash } from "node:crypto";
import { type Algorithm, type Checksums, createHasher } from "../checksum.ts";

/** What is known of the bytes of an object. */
export interface Digest {
  /** Hex. */
  readonly md5: string;
  readonly checksums: Checksums;
}

/** Hashes of what is written, block by block. */
export interface Digests {
  update(block: readonly Uint8Array[]): void;
  /** Bytes so far. */
  size(): number;
  finish(): Promise<Digest>;
}

/** Makes the hashes of an object: its MD5, and one for each algorithm. */
export async function createDigests(algorithms: readonly Algorithm[]): Promise<Digests> {
  const md5 = createHash("md5");
  const hashers = await Promise.all(
    algorithms.map(async (algorithm) => ({ algorithm, hasher: await createHasher(algorithm) })),
  );
  let size = 0;
  return {
    update(block) {
      for (const chunk of block) {
        md5.update(chunk);
        for (const { hasher } of hashers) hasher.update(chunk);
        size += chunk.length;
      }
    },
    size: () => size,
    async finish() {
      const checksums: Record<string, string> = {};
      for (const { algorithm, hasher } of hashers) checksums[`Checksum${algorithm}`] = await hasher.digest();
      return { md5: md5.digest("hex"), checksums };
    },
  };
}
