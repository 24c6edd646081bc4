import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import type { S3Context } from "./context.ts";
import { S3Error, invalidArgument } from "./errors.ts";
import type { BucketInput } from "./store/buckets.ts";
import type { ObjectMeta } from "./store/objects.ts";

/** What the answers about an object say of its encryption. */
export function encryptionOf({ Encryption = { ServerSideEncryption: "AES256" } }: Pick<ObjectMeta, "Encryption">) {
  return Encryption;
}

/** What a write may name: `aws:kms`, with or without a key. */
export interface NamedEncryption {
  readonly ServerSideEncryption?: string | undefined;
  /** Id, alias or ARN. */
  readonly SSEKMSKeyId?: string | undefined;
}

/** Throws `InvalidArgument` for a key without `aws:kms`. */
export function checkKey({ ServerSideEncryption, SSEKMSKeyId }: NamedEncryption): void {
  if (SSEKMSKeyId === undefined || ServerSideEncryption === "aws:kms") return;
  throw invalidArgument(
    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
    "x-amz-server-side-encryption",
    ServerSideEncryption ?? "null",
  );
}

const BucketDefault = v.object({
  Rules: v.tuple([
    v.object({
      ApplyServerSideEncryptionByDefault: v.optional(
        v.object({ SSEAlgorithm: v.string(), KMSMasterKeyID: v.optional(v.string()) }),
      ),
    }),
  ]),
});

/**
 * What a new object says of its encryption: as the write names it, else as the bucket has it; nothing for S3's own.
 * Throws `NoSuchBucket`, and `KMS.NotFoundException` for a key that is not there.
 */
export async function chooseEncryption(
  context: S3Context,
  input: BucketInput & NamedEncryption,
  call: Call,
): Promise<Pick<ObjectMeta, "Encryption">> {
  const setting = await context.host.state.read(() =>
    context.buckets.setting(context.buckets.require(input, call).name, "encryption"),
  );
  const given =
    input.ServerSideEncryption === undefined && setting !== undefined
      ? v.parse(BucketDefault, setting).Rules[0].ApplyServerSideEncryptionByDefault
      : { SSEAlgorithm: input.ServerSideEncryption, KMSMasterKeyID: input.SSEKMSKeyId };
  if (given?.SSEAlgorithm !== "aws:kms") return {};
  const SSEKMSKeyId = await findKey(context, given.KMSMasterKeyID ?? "alias/aws/s3", call);
  return { Encryption: { ServerSideEncryption: "aws:kms", SSEKMSKeyId } };
}

const Described = v.object({ KeyMetadata: v.object({ Arn: v.string(), KeyState: v.string() }) });

async function findKey({ host }: S3Context, KeyId: string, call: Call): Promise<string> {
  const { account, arn, accessKeyId } = call.caller;
  try {
    // S3's own question, whatever the caller's role allows.
    const answer = await host.dispatch(
      "kms",
      "DescribeKey",
      { KeyId },
      { ...call, caller: { account, arn, accessKeyId } },
    );
    const { Arn, KeyState } = v.parse(Described, answer).KeyMetadata;
    if (KeyState === "Enabled") return Arn;
    throw new S3Error("KMS.KMSInvalidStateException", `${Arn} is pending deletion.`);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "NotFoundException") throw error;
    throw new S3Error("KMS.NotFoundException", error.message);
  }
}
