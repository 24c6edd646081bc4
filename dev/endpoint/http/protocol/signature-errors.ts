import { ServiceError } from "../../errors.ts";

interface Named {
  readonly code: string;
  readonly message?: string;
}

const UNKNOWN_KEY: Named = { code: "UnrecognizedClientException" };

/** How the services of the JSON and CBOR protocols name what is wrong with a signature; the keys are S3's names. */
const JSON_NAMES: Readonly<Record<string, Named>> = {
  SignatureDoesNotMatch: { code: "InvalidSignatureException" },
  XAmzContentSHA256Mismatch: { code: "InvalidSignatureException" },
  RequestTimeTooSkewed: { code: "InvalidSignatureException" },
  InvalidAccessKeyId: UNKNOWN_KEY,
  InvalidToken: { ...UNKNOWN_KEY, message: "The security token included in the request is invalid." },
  ExpiredToken: { code: "ExpiredTokenException", message: "The security token included in the request is expired" },
  IncompleteSignature: { code: "IncompleteSignatureException" },
};

/** How the services of the query protocol name it. */
const QUERY_NAMES: Readonly<Record<string, Named>> = {
  XAmzContentSHA256Mismatch: { code: "SignatureDoesNotMatch" },
  RequestTimeTooSkewed: { code: "SignatureDoesNotMatch" },
  InvalidAccessKeyId: { code: "InvalidClientTokenId" },
  InvalidToken: { code: "InvalidClientTokenId", message: "The security token included in the request is invalid." },
  ExpiredToken: { code: "ExpiredToken", message: "The security token included in the request is expired" },
  MissingAuthenticationTokenException: { code: "MissingAuthenticationToken" },
  // The query services say `AccessDenied` with 403 where the JSON ones say `AccessDeniedException` with 400.
  AccessDeniedException: { code: "AccessDenied" },
};

/** An error under the name that a JSON or CBOR service gives it: those of signatures with 400, others as they are. */
export function asJsonError(error: ServiceError): ServiceError {
  return renamed(error, JSON_NAMES, 400);
}

/** An error under the name that a service of the query protocol gives it: those of access with 403, others as they are. */
export function asQueryError(error: ServiceError): ServiceError {
  return renamed(error, QUERY_NAMES, 403);
}

function renamed(error: ServiceError, names: Readonly<Record<string, Named>>, status: number): ServiceError {
  const named = Object.hasOwn(names, error.code) ? names[error.code] : undefined;
  if (named === undefined) return error;
  return new ServiceError(named.code, named.message ?? error.message, { status, cause: error });
}
