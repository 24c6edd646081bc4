/** An error that a service answers with, in AWS's terms; the protocol gives it its wire form. */
export class ServiceError extends Error {
  /** AWS error code, for example `ResourceNotFoundException`. */
  readonly code: string;
  /** HTTP status, 400 by default. */
  readonly status: number;
  /** Further members of the error shape, for example `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** The answer for an operation that AWS has and this endpoint does not: by name, and not to be retried. */
export function notSupported(service: string, operation: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `${service} ${operation} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
    { status: 400 },
  );
}

/** The answer of AWS's JSON and CBOR services for what is no operation of theirs: the name alone (aws-sdk-js issue 425). */
export function unknownOperation(): ServiceError {
  return new ServiceError("UnknownOperationException", "");
}

/** The answer of AWS's query services for what is no operation of theirs (aws-cli issue 37). */
export function invalidAction(action: string, version: string): ServiceError {
  return new ServiceError("InvalidAction", `Could not find operation ${action} for version ${version}`);
}

/**
 * The answer for a call that the role's policies do not allow, or that no policy of another account's resource allows,
 * worded as AWS words it.
 */
export function accessDenied(
  callerArn: string,
  action: string,
  resource: string,
  status = 400,
  policy: "identity-based" | "resource-based" = "identity-based",
): ServiceError {
  return new ServiceError(
    "AccessDeniedException",
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} because no ${policy} policy allows the ${action} action`,
    { status },
  );
}
