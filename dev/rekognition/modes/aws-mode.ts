import { ServiceError } from "../../endpoint/errors.ts";
import type { Host } from "../../endpoint/service.ts";
import type { PictureSource } from "../picture-source.ts";
import { fitPictures } from "../recordings/shrink.ts";
import { tellSent } from "../recordings/tell-sent.ts";
import { fetchPictures } from "../recordings/tape-request.ts";
import { fromUpstreamOutput, toUpstreamInput, withoutPrefix } from "../recordings/upstream-terms.ts";
import { Upstream, type UpstreamOptions } from "../recordings/upstream.ts";
import { everyOperation } from "./every-operation.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";

/** Has an upstream answer, AWS by default, and stores nothing. */
export function createAwsMode(host: Host, source: PictureSource, options: UpstreamOptions): RekognitionMode {
  const upstream = new Upstream(options);
  const notice = (message: string): void => host.bus.dispatch({ type: "notice", message });
  return {
    collections: { mode: "aws", prefix: options.prefix },
    operations: everyOperation(async (operation, input, call) => {
      const { sent } = await fitPictures(await fetchPictures(source, operation, input, call), notice);
      const answer = await upstream.call(operation, await toUpstreamInput(upstream, input, sent));
      await tellSent(operation, sent, options, notice);
      if ("output" in answer) return fromUpstreamOutput(operation, answer.output, options.prefix);
      const { code, message, status } = answer.error;
      throw new ServiceError(code, withoutPrefix(message, options.prefix), { status });
    }),
    modelMs: () => 0,
    start: async () => undefined,
    stop: () => upstream.close(),
  };
}
