import { ServiceError } from "../../../errors.ts";

/** Codes with which the services say that something is not there. */
const NOT_FOUND = new Set([
  "NoSuchBucket",
  "NotFound",
  "NoSuchBucketPolicy",
  "NoSuchEntity",
  "ResourceNotFoundException",
  "RepositoryNotFoundException",
  "RepositoryPolicyNotFoundException",
  "LifecyclePolicyNotFoundException",
  "NotFoundException",
  "ResourceNotFound",
  "ParameterNotFound",
  "AWS.SimpleQueueService.NonExistentQueue",
  "QueueDoesNotExist",
]);

/** What `work` yields; undefined where the service says that the thing is not there. */
export async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServiceError && NOT_FOUND.has(error.code)) return undefined;
    throw error;
  }
}

/** Whether `work` finds what it looks for. */
export async function isThere(work: Promise<unknown>): Promise<boolean> {
  return (await unlessMissing(work.then(() => true))) === true;
}
