import { notSupported } from "../../../errors.ts";
import { S3Error, invalidArgument, malformedXml } from "../errors.ts";
import { type Tag, checkBucketTags } from "../tags.ts";
import { REMOVED } from "./setting.ts";

/** `Status` must be there; a bucket cannot go back to having no versioning. */
export function checkVersioning(value: unknown): unknown {
  const { Status, MFADelete } = value as { Status?: string; MFADelete?: string };
  if (MFADelete === "Enabled") throw notSupported("s3", "PutBucketVersioning with MFADelete");
  if (Status === undefined) {
    throw new S3Error("IllegalVersioningConfigurationException", "The Versioning element must be specified");
  }
  return { Status };
}

/** S3's own keys and those of KMS, as an object then says; no byte is encrypted by either. */
export function checkEncryption(value: unknown): unknown {
  type Default = { SSEAlgorithm: string; KMSMasterKeyID?: string };
  const { Rules } = value as { Rules: { ApplyServerSideEncryptionByDefault?: Default }[] };
  if (Rules.length !== 1) throw malformedXml();
  const algorithm = Rules[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? "AES256";
  if (algorithm !== "AES256" && algorithm !== "aws:kms") {
    throw notSupported("s3", `PutBucketEncryption with ${algorithm}`);
  }
  if (algorithm === "AES256" && Rules[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID !== undefined) {
    throw invalidArgument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      "ApplyServerSideEncryptionByDefault",
    );
  }
  return value;
}

/** A policy must be a JSON object with statements; it is stored and returned, not evaluated. */
export function checkPolicy(value: unknown): unknown {
  const text = value as string;
  if (!text.startsWith("{")) {
    throw new S3Error("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new S3Error("MalformedPolicy", "This policy contains invalid Json");
  }
  if ((policy as { Statement?: unknown }).Statement === undefined) {
    throw new S3Error("MalformedPolicy", "Missing required field Statement");
  }
  return text;
}

/** An empty set takes the tags away: S3 answers then as where nobody has put any. */
export function checkTagging(value: unknown): unknown {
  const { TagSet } = value as { TagSet: readonly Tag[] };
  checkBucketTags(TagSet);
  return TagSet.length === 0 ? REMOVED : value;
}

/** There is one rule, as in the documentation of the operation. Throws `MalformedXML`. */
export function checkOwnership(value: unknown): unknown {
  if ((value as { Rules: readonly unknown[] }).Rules.length !== 1) throw malformedXml();
  return value;
}
