import { ServiceError } from "../../errors.ts";
import type { SigningForm } from "../../service-definition.ts";
import { type Signature, type SignedRequest, ALGORITHM } from "./sigv4.ts";

/** Texts and names are S3's, as it was seen to answer on 2026-09-29. */
const NO_DATE = "AWS authentication requires a valid Date or x-amz-date header";
const NO_PART =
  "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.";
const NO_CREDENTIAL = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';
const NO_PARAMETER =
  "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
const A_WEEK = 604_800;
/** As a Java long is read: `1e3`, ` 60` and `100.5` are none. */
const LONG = /^[+-]?0*\d{1,18}$/;

/**
 * Reads the signature from the header or the query. Undefined where the request is not signed. Throws where it is
 * malformed.
 * @param form of the service's signatures, which a request does not tell
 */
export function readSignature(request: SignedRequest, form: SigningForm): Signature | undefined {
  const header = request.headers.authorization;
  const algorithm = request.query.get("X-Amz-Algorithm");
  if (form === "s3v4" && header !== undefined && algorithm !== null) throw oneMechanism(header);
  if (header?.startsWith(ALGORITHM) === true) return fromHeader(header, request, form);
  return algorithm === ALGORITHM ? fromQuery(request, form) : undefined;
}

function fromHeader(header: string, { headers }: SignedRequest, form: SigningForm): Signature {
  const part = (name: string): string | undefined => new RegExp(`${name}=([^,\\s]+)`).exec(header)?.[1];
  const [credential, signedHeaders, signature] = [part("Credential"), part("SignedHeaders"), part("Signature")];
  const scope = readScope(credential);
  const fail = failing(form);
  const timestamp = oneHeader(headers["x-amz-date"]) ?? "";
  if (!isTimestamp(timestamp)) throw fail("AccessDenied", NO_DATE, 403);
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw fail("AuthorizationHeaderMalformed", NO_PART);
  }
  if (scope === undefined) {
    throw fail("AuthorizationHeaderMalformed", `The authorization header is malformed; ${NO_CREDENTIAL}`);
  }
  return {
    ...scope,
    form,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp,
    expires: undefined,
    sessionToken: oneHeader(headers["x-amz-security-token"]),
    payload: oneHeader(headers["x-amz-content-sha256"]),
  };
}

function fromQuery({ query, headers }: SignedRequest, form: SigningForm): Signature {
  const [credential, signedHeaders, signature] = [
    query.get("X-Amz-Credential"),
    query.get("X-Amz-SignedHeaders"),
    query.get("X-Amz-Signature"),
  ];
  const [timestamp, expires] = [query.get("X-Amz-Date"), query.get("X-Amz-Expires")];
  const scope = readScope(credential ?? undefined);
  const fail = failing(form);
  const wrong = (message: string): ServiceError => fail("AuthorizationQueryParametersError", message);
  if (credential === null || signedHeaders === null || signature === null || timestamp === null || expires === null) {
    throw wrong(NO_PARAMETER);
  }
  if (!isTimestamp(timestamp)) throw wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!LONG.test(expires)) throw wrong("X-Amz-Expires should be a number");
  if (Number(expires) < 0) throw wrong("X-Amz-Expires must be non-negative");
  if (Number(expires) > A_WEEK) {
    throw wrong(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  if (scope === undefined) throw wrong(`Error parsing the X-Amz-Credential parameter; ${NO_CREDENTIAL}`);
  const named = oneHeader(headers["x-amz-content-sha256"]) ?? query.get("X-Amz-Content-Sha256") ?? undefined;
  return {
    ...scope,
    form,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp,
    expires: Number(expires),
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    // Only S3 presigns without the body; a presigned GetCallerIdentity covers the hash of none.
    payload: named ?? (form === "s3v4" ? "UNSIGNED-PAYLOAD" : undefined),
  };
}

/** The other services have one name and one text for what their part of the signature lacks. */
function failing(form: SigningForm) {
  return (code: string, message: string, status = 400): ServiceError =>
    form === "s3v4"
      ? new ServiceError(code, message, { status })
      : new ServiceError(
          "IncompleteSignature",
          "The signature needs Credential=<key>/<yyyymmdd>/<region>/<service>/aws4_request, SignedHeaders, Signature and X-Amz-Date, " +
            "in a URL X-Amz-Expires of 0 to 604800 seconds as well.",
        );
}

function readScope(
  credential: string | undefined,
): Pick<Signature, "accessKeyId" | "date" | "region" | "service"> | undefined {
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential ?? "");
  if (scope === null) return undefined;
  const [, accessKeyId = "", date = "", region = "", service = ""] = scope;
  return { accessKeyId, date, region, service };
}

function isTimestamp(text: string): boolean {
  return /^\d{8}T\d{6}Z$/.test(text);
}

function oneMechanism(header: string): ServiceError {
  return new ServiceError(
    "InvalidArgument",
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    { members: { ArgumentName: "Authorization", ArgumentValue: header } },
  );
}

function oneHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
