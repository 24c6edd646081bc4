import { ServiceError } from "../../errors.ts";

/** An S3 error: its members stand in the XML, its headers beside it (for example `content-range` of a 416). */
export class S3Error extends ServiceError {
  /** Headers of the answer, lower case. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(code, message, options);
    this.headers = options.headers ?? {};
  }
}

/** 404 for a bucket that is not there. */
export function noSuchBucket(bucket: string): S3Error {
  return new S3Error("NoSuchBucket", "The specified bucket does not exist", {
    status: 404,
    members: { BucketName: bucket },
  });
}

/** 404 for a key without a current version; `headers` tell of a delete marker. */
export function noSuchKey(key: string, headers: Record<string, string> = {}): S3Error {
  return new S3Error("NoSuchKey", "The specified key does not exist.", { status: 404, members: { Key: key }, headers });
}

/** 404 for a version that is not there. */
export function noSuchVersion(key: string, versionId: string): S3Error {
  return new S3Error("NoSuchVersion", "The specified version does not exist.", {
    status: 404,
    members: { Key: key, VersionId: versionId },
  });
}

/** 400 for a member whose value S3 does not take. */
export function invalidArgument(message: string, name: string, value?: string): S3Error {
  return new S3Error("InvalidArgument", message, { members: { ArgumentName: name, ArgumentValue: value } });
}

/** 400 for a request that makes no sense as a whole. */
export function invalidRequest(message: string): S3Error {
  return new S3Error("InvalidRequest", message);
}

/** 400 for a body that is not the XML that the operation takes. */
export function malformedXml(): S3Error {
  return new S3Error(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** 412 for a condition that does not hold. */
export function preconditionFailed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
    members: { Condition: condition },
  });
}

/** 409 for a condition on a key that was written or removed since the upload in parts began. */
export function conditionalConflict(condition: string, key: string): S3Error {
  return new S3Error(
    "ConditionalRequestConflict",
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
    { status: 409, members: { Condition: condition, Key: key } },
  );
}

/** 501 for a header with a value, or beside another, that S3 does not take. */
export function notImplemented(header: string, additionalMessage: string): S3Error {
  return new S3Error("NotImplemented", "A header you provided implies functionality that is not implemented", {
    status: 501,
    members: { Header: header, additionalMessage },
  });
}

/** 405 for a delete marker; the answer names the request's method. */
export function deleteMarkerRefused(headers: Record<string, string>): S3Error {
  return new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
    members: { ResourceType: "DeleteMarker" },
    headers,
  });
}

/** 403 for what belongs to another account; worded as S3 words it where it does not tell more. */
export function denied(): S3Error {
  return new S3Error("AccessDenied", "Access Denied", { status: 403 });
}
