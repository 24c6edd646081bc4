import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { picturePath, pictures } from "../../fixtures/pictures.ts";

/** What is put: few, so that the model is not what the rest waits for; each with the status that it comes to. */
export const CONTENTS = pictures
  .filter(({ use }) => use !== "recognise")
  .map((picture) => ({ status: picture.status, bytes: readFileSync(picturePath(picture)) }));

/** The status of a content by the ETag of its object, put as a whole or as the one part of a multipart upload. */
export const STATUSES: ReadonlyMap<string, string> = new Map(
  CONTENTS.flatMap(({ status, bytes }) => {
    const whole = createHash("md5").update(bytes).digest();
    const parts = createHash("md5").update(whole).digest("hex");
    return [
      [whole.toString("hex"), status],
      [`${parts}-1`, status],
    ];
  }),
);
