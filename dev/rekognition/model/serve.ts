import type { MessagePort } from "node:worker_threads";
import { analysePicture, embedFaces } from "./engine.ts";
import { PictureError } from "./face-model.ts";
import type { EmbedderChoice } from "./given/embedder.ts";
import type { WorkerFailure, WorkerReply, WorkerRequest } from "./protocol.ts";
import { type Sessions, createSessions } from "./sessions.ts";

/** Answers a port's requests one at a time, so that memory is that of one picture; loads the nets at the first. */
export function serve(port: MessagePort, given?: EmbedderChoice): void {
  let loading: Promise<Sessions> | undefined;
  let last = Promise.resolve();

  const answer = async (request: WorkerRequest): Promise<void> => {
    if (request.kind === "close") {
      port.close();
      return;
    }
    const { id } = request;
    try {
      loading ??= createSessions(given);
      const sessions = await loading.catch((error: unknown) => {
        loading = undefined; // the next request tries again
        throw error;
      });
      if (request.kind === "load") {
        reply({ kind: "done", id });
      } else {
        const picture =
          request.kind === "analyse"
            ? await analysePicture(sessions, request.bytes, request.options)
            : await embedFaces(sessions, request.bytes, request.picture);
        const vectors = picture.faces.map(({ embedding }) => embedding.buffer);
        reply(
          { kind: "done", id, picture },
          vectors.filter((buffer) => buffer instanceof ArrayBuffer),
        );
      }
    } catch (error) {
      reply({ kind: "failed", id, failure: describeFailure(error) });
    }
  };

  const reply = (message: WorkerReply, transfer: ArrayBuffer[] = []) => {
    port.postMessage(message, transfer);
  };

  port.on("message", (request: WorkerRequest) => {
    last = last.then(() => answer(request));
  });
}

function describeFailure(error: unknown): WorkerFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return {
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(error instanceof PictureError ? { code: error.code } : {}),
  };
}
