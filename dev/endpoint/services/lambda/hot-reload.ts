import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { invalidParameter } from "./errors.ts";

/** Bucket that is none: its key is the absolute folder of the code, which is run in place (LocalStack's form). */
const HOT_RELOAD_BUCKET = "hot-reload";

/** The folder that `S3Bucket=hot-reload, S3Key=<absolute folder>` names; undefined for any other location. */
export function hotReloadFolder(location: {
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
}): string | undefined {
  const { S3Bucket, S3Key = "" } = location;
  if (S3Bucket !== HOT_RELOAD_BUCKET) return undefined;
  if (!isAbsolute(S3Key)) {
    throw invalidParameter(
      `S3Key has to be an absolute folder where S3Bucket is ${HOT_RELOAD_BUCKET}, not '${S3Key}'.`,
    );
  }
  if (statSync(S3Key, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw invalidParameter(`There is no folder ${S3Key}, which S3Key names for ${HOT_RELOAD_BUCKET}.`);
  }
  return S3Key;
}
