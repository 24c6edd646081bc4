import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { encryptionOf } from "../encryption.ts";
import { addPart } from "../multipart/add-part.ts";
import { partAlgorithms } from "../multipart/checksums.ts";
import { PART_NUMBER, UPLOAD_MEMBERS, findUpload } from "../multipart/upload.ts";
import { parseMembers } from "../parse.ts";
import { SENT_BODY_MEMBERS, checkSize, sentAlgorithm, verifyBody } from "../sent-body.ts";

const Input = v.object({ ...UPLOAD_MEMBERS, ...SENT_BODY_MEMBERS, PartNumber: PART_NUMBER });

/** Stores one part of an upload; a number that is used again replaces the part. */
export function uploadPart(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => [onObject("s3:PutObject", input.Bucket, input.Key)],
    async run(input, call) {
      checkSize(input);
      // Told before the body is read; the write asks again.
      const upload = await context.host.state.read(() => findUpload(context, input, call));
      const sent = sentAlgorithm(input);
      const algorithm = sent ?? upload.algorithm;
      const algorithms = partAlgorithms(upload, sent);
      const part = await addPart(
        context,
        input,
        input.Body,
        algorithms,
        (stored) => verifyBody(input, algorithm, stored),
        call,
      );
      const name = `Checksum${algorithm}` as const;
      return { ETag: `"${part.md5}"`, ...encryptionOf(upload.meta), [name]: part.checksums[name] };
    },
  };
}
