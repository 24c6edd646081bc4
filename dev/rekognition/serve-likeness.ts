import { setImmediate as turn } from "node:timers/promises";
import { ControlError, jsonAnswer } from "../endpoint/http/control.ts";
import type { ControlRoutes } from "../endpoint/service.ts";
import type { Owner } from "./collections/collection-store.ts";
import type { RekognitionContext } from "./context.ts";
import { distance } from "./model/similarity.ts";
import { QUALITY_BARS } from "./quality-filter.ts";

/** Faces that are compared with each other: 300 are 45,000 pairs. */
const MOST_FACES = 300;
/** Faces whose pairs one turn computes, so that others get theirs. */
const SLICE = 20;
/** Of two embeddings, whose length is 1: strangers lie at .55, the least alike of thousands at .8. */
const FARTHEST = 0.9;
const POINTS = 270;

/**
 * Adds what the local model can tell beyond AWS's API: `GET /rekognition/bars`, what the quality filter asks for;
 * `GET /rekognition/curve`, similarity by distance; `GET /rekognition/collections/:id/pairs`, everybody's distance to
 * everybody.
 */
export function serveLikeness(control: ControlRoutes, context: RekognitionContext, owner: Owner): void {
  const { collections, faces, model } = context;
  control.on("GET", "/rekognition/bars", () => jsonAnswer({ bars: QUALITY_BARS }));
  control.on("GET", "/rekognition/curve", async () => {
    const engine = await model.engine();
    const points = Array.from({ length: POINTS + 1 }, (_, index) => {
      const at = (FARTHEST * index) / POINTS;
      return [round(at, 1e4), round(engine.similarityAt(at), 1e3)];
    });
    return jsonAnswer({ points });
  });
  control.on("GET", "/rekognition/collections/:id/pairs", async ({ params }) => {
    const collection = await collections.get(owner, params["id"] ?? "");
    const engine = await model.engine();
    const listed = await faces.list(collection.id, "", MOST_FACES + 1);
    if (listed.length > MOST_FACES) {
      throw new ControlError(
        409,
        `The collection has more than ${MOST_FACES} faces, too many to compare everybody with everybody.`,
      );
    }
    const vectors: Float32Array[] = [];
    const faceIds: string[] = [];
    for (const { FaceId } of listed) {
      const vector = await faces.vector(collection, engine.version, FaceId);
      if (vector === undefined) continue;
      vectors.push(vector);
      faceIds.push(FaceId);
    }
    const distances: number[][] = [];
    for (const [row, vector] of vectors.entries()) {
      if (row % SLICE === 0) await turn();
      distances.push(vectors.slice(0, row).map((other) => distance(vector, other)));
    }
    return jsonAnswer({
      faceIds,
      /** Of each face to those before it. */
      distances: distances.map((row) => row.map((value) => round(value, 1e4))),
      similarities: distances.map((row) => row.map((value) => round(engine.similarityAt(value), 1e3))),
    });
  });
}

function round(value: number, by: number): number {
  return Math.round(value * by) / by;
}
