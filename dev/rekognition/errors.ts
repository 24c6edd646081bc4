import { ServiceError } from "../endpoint/errors.ts";

/** The exceptions of the service's model; their bodies are `{__type, Code, Logref, Message}`. */
const MODELLED: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "ConflictException",
  "IdempotentParameterMismatchException",
  "ImageTooLargeException",
  "InternalServerError",
  "InvalidImageFormatException",
  "InvalidPaginationTokenException",
  "InvalidParameterException",
  "InvalidS3ObjectException",
  "ProvisionedThroughputExceededException",
  "ResourceAlreadyExistsException",
  "ResourceNotFoundException",
  "ServiceQuotaExceededException",
  "ThrottlingException",
]);

/**
 * The body of an error answer. Exceptions of the model have a capital `Message`, `Code` and `Logref`; what the
 * framework in front of the service refuses (ValidationException, signatures) has a lower-case `message` alone.
 */
export function errorBody(error: ServiceError, requestId: string): Record<string, unknown> {
  // The server names what failed inside; the service's model calls it InternalServerError.
  const code = error.code === "InternalFailure" ? "InternalServerError" : error.code;
  if (!MODELLED.has(code)) return { __type: code, message: error.message, ...error.members };
  return { __type: code, Code: code, Logref: requestId, Message: error.message, ...error.members };
}

/** No collection of that name, in the wording of every operation but DescribeCollection. */
export function collectionNotFound(collectionId: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `The collection id: ${collectionId} does not exist`);
}

/** No collection of that name, as DescribeCollection words it (seen in aws-solutions/media-insights-on-aws#3). */
export function describedCollectionNotFound(collectionId: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Collection:${collectionId} not found!`);
}

/** A collection of that name is there already. */
export function collectionExists(collectionId: string): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `The collection id: ${collectionId} already exists.`);
}

/** An ARN under which nothing stands that can have tags. */
export function resourceNotFound(resourceArn: string): ServiceError {
  return new ServiceError(
    "ResourceNotFoundException",
    `The resource ${resourceArn} does not exist. Of what can have tags, collections are here: arn:aws:rekognition:<region>:<account>:collection/<id>.`,
  );
}

/** More tags than one resource may have. */
export function tooManyTags(limit: number): ServiceError {
  return new ServiceError("ServiceQuotaExceededException", `A resource can have at most ${limit} tags.`);
}

/** The image has neither source, or both; client code compares this text. */
export function noImageSource(): ServiceError {
  return new ServiceError("InvalidParameterException", "Requested image should either contain bytes or s3 object.");
}

/** The image holds no face to search with; client code compares this text. */
export function noFaces(): ServiceError {
  return new ServiceError("InvalidParameterException", "There are no faces in the image. Should be at least 1.");
}

/** The text that Rekognition has for what it does not explain: pictures under 80 px, CompareFaces without a face. */
export function invalidParameters(cause?: unknown): ServiceError {
  return new ServiceError("InvalidParameterException", "Request has invalid parameters", { cause });
}

/** SearchFaces with a face that the collection does not hold. */
export function faceNotFound(): ServiceError {
  return new ServiceError("InvalidParameterException", "faceId was not found in the collection.");
}

/** More calls wait for the model than may. AWS's code and text for a rate that rises suddenly; clients try again. */
export function throttled(): ServiceError {
  return new ServiceError("ThrottlingException", "Slow down; sudden increase in rate of requests.");
}

/** Neither JPEG nor PNG, or broken. */
export function invalidImageFormat(cause?: unknown): ServiceError {
  return new ServiceError("InvalidImageFormatException", "Request has invalid image format", { cause });
}

/** Over 15 MB in S3, or too many pixels. */
export function imageTooLarge(cause?: unknown): ServiceError {
  return new ServiceError("ImageTooLargeException", "Image size is too large.", { cause });
}

/** The object could not be read, whatever the reason; Rekognition does not tell a missing object from a denied one. */
export function s3ObjectUnreadable(cause: unknown): ServiceError {
  return new ServiceError(
    "InvalidS3ObjectException",
    "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
    { cause },
  );
}

/** An S3Object without bucket or name. */
export function s3ObjectIncomplete(): ServiceError {
  return new ServiceError("InvalidS3ObjectException", "Request has invalid S3 object.");
}

/** A token that was not handed out for this listing, or was changed. */
export function invalidPaginationToken(): ServiceError {
  return new ServiceError("InvalidPaginationTokenException", "Invalid Pagination Token");
}

/**
 * A collection whose vectors another face engine made; AWS has no such error, since its collections keep their model.
 */
export function engineChanged(collectionId: string, indexedBy: string, engine: string): ServiceError {
  return new ServiceError(
    "FaceEngineChangedException",
    `The faces of the collection ${collectionId} were indexed by the face engine ${indexedBy}; this Doppelface runs ${engine}, ` +
      "and their vectors cannot be compared. `doppelface reembed` makes new ones of the pictures that still lie in a bucket; " +
      "or delete the collection and index its pictures again, or start with --fresh.",
  );
}

/** A user of that name is in the collection already. AWS's text was found nowhere. */
export function userExists(userId: string): ServiceError {
  return new ServiceError("ConflictException", `The user id: ${userId} already exists in the collection.`);
}

/** No user of that name is in the collection. AWS's text was found nowhere. */
export function userNotFound(userId: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `The user id: ${userId} does not exist in the collection.`);
}

/** More faces than one user may have. */
export function tooManyFaces(userId: string, limit: number): ServiceError {
  return new ServiceError(
    "ServiceQuotaExceededException",
    `The user ${userId} can have at most ${limit} faces; none of this request was associated.`,
  );
}

/** A token that came with another request. */
export function tokenInUse(token: string): ServiceError {
  return new ServiceError(
    "IdempotentParameterMismatchException",
    `The ClientRequestToken: ${token} you have supplied is already in use.`,
  );
}
