import type { Context } from "aws-lambda";
import { externalImageId } from "./external-image-id.ts";
import { forgetPicture } from "./forget-picture.ts";
import type { Outcome } from "./index-faces.ts";
import { count, loggable, logger, metrics } from "./observe.ts";
import { readRecord, readRecords } from "./read-event.ts";
import { registerPicture } from "./register-picture.ts";

/**
 * Handles every record of an S3 event. A record that fails does not stop the others; the invocation
 * fails in the end, so that Lambda retries the event and, when that does not help, the queue keeps it.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  metrics.captureColdStartMetric(context.functionName);
  const failures: string[] = [];
  try {
    for (const record of readRecords(event)) {
      const failure = await handleRecord(record);
      if (failure !== undefined) {
        failures.push(failure);
      }
    }
  } finally {
    if (metrics.hasStoredMetrics()) {
      metrics.publishStoredMetrics();
    }
  }
  if (failures.length > 0) throw new RecordsFailedError(failures);
}

/** Some of an event's records failed. Lambda logs its text, so it names neither picture nor person. */
class RecordsFailedError extends Error {
  override readonly name = "RecordsFailedError";

  constructor(failures: readonly string[]) {
    super(`${failures.length} of the event's records failed: ${failures.join(", ")}. The lines above say why.`);
  }
}

/** Returns the name of the error with which the record failed, if it did. */
async function handleRecord(record: unknown): Promise<string | undefined> {
  let key: string | undefined;
  try {
    const event = readRecord(record);
    ({ key } = event);
    logger.appendKeys({ external_image_id: externalImageId(event.bucket, event.key, event.version) });
    report(event.kind === "created" ? await registerPicture(event) : await forgetPicture(event));
    return undefined;
  } catch (error) {
    const details = loggable(error, key);
    logger.error("Record failed; Lambda retries its event.", { error: details });
    count("RecordsFailed");
    return details.name;
  } finally {
    logger.resetKeys();
  }
}

function report(outcome: Outcome | undefined): void {
  if (outcome === undefined) {
    logger.info("Nothing to do: a newer event came first, or a version was removed that was not current.");
    count("EventsSuperseded");
    return;
  }
  logger.info(`Picture is ${outcome.status}.`, {
    status: outcome.status,
    faces: outcome.faces.length,
    other_faces: outcome.otherFaces,
    face_ids: outcome.faces.map((face) => face.faceId),
  });
  switch (outcome.status) {
    case "REGISTERED":
      return count("FacesIndexed", outcome.faces.length);
    case "NO_FACE":
      return count("NoFace");
    case "UNSUPPORTED_FORMAT":
      return count("UnsupportedFormat");
    case "TOO_LARGE":
      return count("TooLarge");
    case "FAILED":
      return count("PicturesFailed");
    case "REMOVED":
      return count("PicturesRemoved");
  }
}
