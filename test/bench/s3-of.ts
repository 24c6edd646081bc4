import { S3Client } from "@aws-sdk/client-s3";
import type { BenchEnvironment } from "./environment.ts";

/** A client of an environment's S3, which its caller destroys. */
export function s3Of({ client }: BenchEnvironment): S3Client {
  return new S3Client({ ...client, forcePathStyle: true });
}
