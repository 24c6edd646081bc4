import { type Algorithm, type Checksums, createHasher } from "../checksum.ts";
import { S3Error, invalidRequest } from "../errors.ts";
import type { ChecksumType } from "../store/objects.ts";
import type { Upload } from "../store/uploads.ts";

/**
 * What an upload's checksum is of. CRC64NVME covers the object, the SHAs the checksums of the parts; the other CRCs do
 * what they are asked to, and cover the parts by default.
 */
export function checksumTypeOf(algorithm: Algorithm, asked: ChecksumType | undefined): ChecksumType {
  const type = asked ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  if (type === "FULL_OBJECT" ? !algorithm.startsWith("SHA") : algorithm !== "CRC64NVME") return type;
  throw invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

/** The algorithms that a part's checksums are computed by. Throws where the client sends another than it announced. */
export function partAlgorithms(upload: Upload, sent: Algorithm | undefined): readonly Algorithm[] {
  if (sent === undefined || sent === upload.algorithm) return [upload.algorithm];
  // SDKs send a CRC32 of their own accord; without an announced algorithm S3 takes it for the part alone.
  if (!upload.chosen) return [upload.algorithm, sent];
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${sent.toLowerCase()}`,
  );
}

/** The checksum of the parts' checksums: `<base64>-<number of parts>`. */
export async function compositeOf(algorithm: Algorithm, parts: readonly Checksums[]): Promise<string> {
  const hasher = await createHasher(algorithm);
  for (const part of parts) hasher.update(Buffer.from(part[`Checksum${algorithm}`] ?? "", "base64"));
  return `${await hasher.digest()}-${parts.length}`;
}

/** Throws `BadDigest` where the client expects another checksum of the object. A composite may come without `-N`. */
export function verifyWhole(algorithm: Algorithm, expected: string | undefined, computed: string): void {
  if (expected === undefined || expected === computed || expected === computed.replace(/-\d+$/, "")) return;
  throw new S3Error("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}
