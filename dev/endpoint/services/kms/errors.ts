import { ServiceError } from "../../errors.ts";

/** 400 for a key that is not there. */
export function keyNotFound(arn: string): ServiceError {
  return new ServiceError("NotFoundException", `Key '${arn}' does not exist`);
}

/** 400 for an ARN of another region, or none; worded as in nakedible/openssl-engine-kms issue 1 and kube-aws issue 1041. */
export function invalidArn(region: string | undefined): ServiceError {
  return new ServiceError("NotFoundException", `Invalid arn ${region ?? ""}`.trim());
}

/** 400 for an alias that is not there. */
export function aliasNotFound(arn: string): ServiceError {
  return new ServiceError("NotFoundException", `Alias ${arn} is not found.`);
}

/** 400 for an alias that is taken. */
export function aliasExists(arn: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
}

/** 400 for a key that waits for its deletion. */
export function pendingDeletion(arn: string): ServiceError {
  return new ServiceError("KMSInvalidStateException", `${arn} is pending deletion.`);
}

/** Something that AWS has and this endpoint does not, refused by name. */
export function unsupported(what: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `kms ${what} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}
