import * as v from "valibot";
import { ControlError, jsonAnswer } from "../endpoint/http/control.ts";
import type { ControlHandler, ControlRoutes } from "../endpoint/service.ts";
import type { OutdatedCollection, Reembedding } from "./collections/reembedding.ts";
import type { RekognitionContext } from "./context.ts";
import { PictureError } from "./model/face-model.ts";
import { MOST_BYTES } from "./picture-source.ts";

const Settling = v.object({ drop: v.boolean() });

/**
 * Adds what `doppelface reembed` asks for: `GET /rekognition/outdated`, collections whose vectors another engine has
 * made, and of which pictures; `POST /rekognition/reembed` with a picture's bytes, which makes new vectors of it;
 * `POST /rekognition/reembed/settle {"drop": boolean}`, which puts the new ones in the place of the old ones.
 */
export function serveReembedding(
  control: ControlRoutes,
  { model }: RekognitionContext,
  reembedding: Reembedding,
): void {
  control.on("GET", "/rekognition/outdated", async () => {
    const { version } = await model.engine();
    return jsonAnswer({ engine: version, collections: (await reembedding.outdated(version)).map(shown) });
  });

  const reembed: ControlHandler = async (request) => {
    const engine = await model.loaded();
    const { hash, faces: found } = await analyse(engine, await request.bytes(MOST_BYTES));
    return jsonAnswer({ faces: await reembedding.keep(engine.version, hash, found) });
  };

  const settle: ControlHandler = async (request) => {
    const wanted = v.safeParse(Settling, await request.json());
    if (!wanted.success) throw new ControlError(400, 'Expected {"drop": true or false}.');
    const { version } = await model.engine();
    const settled: ReturnType<typeof shown>[] = [];
    for (const collection of await reembedding.outdated(version)) {
      if (await reembedding.settle(collection, version, wanted.output.drop)) settled.push(shown(collection));
    }
    return jsonAnswer({ settled, collections: (await reembedding.outdated(version)).map(shown) });
  };

  // As a collection's claim: whoever asks may run in another container, and DeleteFaces asks for no token either.
  control.on("POST", "/rekognition/reembed", reembed, "open");
  control.on("POST", "/rekognition/reembed/settle", settle, "open");
}

async function analyse(engine: Awaited<ReturnType<RekognitionContext["model"]["loaded"]>>, bytes: Uint8Array) {
  try {
    return await engine.analyse(bytes, { attributes: false });
  } catch (error) {
    if (error instanceof PictureError) throw new ControlError(400, error.message, { cause: error });
    throw error;
  }
}

function shown({ name, engine, faces, waiting }: OutdatedCollection) {
  return { name, engine, faces, waiting };
}
