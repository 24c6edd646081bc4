import * as v from "valibot";
import type { Call, Dispatch, HttpRequest, HttpResponse, Service } from "../endpoint/service.ts";
import type { Bus } from "../trace/bus.ts";
import type { RekognitionMode } from "./modes/rekognition-mode.ts";

/** The lists of faces in answers, of which each answer has one at most. */
const Faces = v.object({
  FaceRecords: v.optional(v.array(v.unknown())),
  FaceDetails: v.optional(v.array(v.unknown())),
  FaceMatches: v.optional(v.array(v.unknown())),
  Faces: v.optional(v.array(v.unknown())),
  DeletedFaces: v.optional(v.array(v.unknown())),
});

/** The service, telling the bus `recognised` after each call, refused ones included. */
export function traced(service: Service, bus: Bus, mode: RekognitionMode): Service {
  return {
    ...service,
    async handle(request: HttpRequest, call: Call, dispatch: Dispatch): Promise<HttpResponse> {
      const startedAt = performance.now();
      const step: { faces: number | undefined; error: string | undefined } = { faces: undefined, error: undefined };
      const counting: Dispatch = async (...args) => {
        const output = await dispatch(...args);
        step.faces = countFaces(output);
        return output;
      };
      try {
        return await service.handle(request, call, counting);
      } catch (error) {
        step.error = explain(error);
        throw error;
      } finally {
        bus.dispatch({
          type: "recognised",
          traceId: call.traceId,
          operation: String(request.headers["x-amz-target"] ?? "").replace(/^.*\./, ""),
          ms: performance.now() - startedAt,
          modelMs: mode.modelMs(call),
          ...step,
        });
      }
    },
  };
}

function countFaces(output: unknown): number | undefined {
  const { output: faces, success } = v.safeParse(Faces, output ?? {});
  if (!success) return undefined;
  return Object.values(faces).find((list) => list !== undefined)?.length;
}

/** With its cause: Rekognition's own text does not say why an object in S3 could not be read. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}${error.cause === undefined ? "" : ` (${explain(error.cause)})`}`;
}
