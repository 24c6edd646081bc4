import { ServiceError } from "../../endpoint/errors.ts";
import { jsonAnswer } from "../../endpoint/http/control.ts";
import type { Host } from "../../endpoint/service.ts";
import type { PictureSource } from "../picture-source.ts";
import { applyAnswer } from "../recordings/apply-answer.ts";
import { toClientAnswer } from "../recordings/client-answer.ts";
import { RecentAnswers } from "../recordings/recent-answers.ts";
import { instantiate } from "../recordings/instantiate.ts";
import { noteUsed } from "../recordings/used-files.ts";
import { expiryOf, readSet } from "../recordings/set-file.ts";
import { replayMiss } from "../recordings/miss.ts";
import { Tape } from "../recordings/tape.ts";
import { fetchPictures, toTapeRequest } from "../recordings/tape-request.ts";
import { TapeState } from "../recordings/tape-state.ts";
import { Usage } from "../recordings/usage.ts";
import { everyOperation } from "./every-operation.ts";
import type { RecordingsOptions } from "./mode-options.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";

/** Answers from recordings and from nothing else: what was not recorded is a miss. */
export function createReplayMode(host: Host, source: PictureSource, options: RecordingsOptions): RekognitionMode {
  const tape = new Tape(options.folder);
  const state = new TapeState(host.state, options.folder);
  const usage = new Usage();
  const recent = new RecentAnswers();
  const expired = expiryOf(readSet(options.folder), options.name, new Date());
  if (expired !== undefined) {
    if (options.expired === "refuse") throw new Error(expired);
    host.bus.dispatch({ type: "notice", message: expired });
  }
  return {
    collections: {
      // Recordings are of one account, whatever the caller's.
      faces: (_owner, name) =>
        host.state.read(() => {
          const { collection, faces } = state.summary(name);
          return collection === "there" ? faces : undefined;
        }),
      // As before its first call: no recording need hold its deletion.
      discard: (_owner, name) => host.state.write(() => state.setStatus(name, "unknown", true)),
    },
    operations: everyOperation(async (operation, input, call) => {
      const pictures = await fetchPictures(source, operation, input, call);
      const request = await toTapeRequest(host, state, operation, input, pictures);
      const found = tape.find(request.key, request.occurrence);
      if (found === undefined) {
        const miss = await replayMiss(tape, request, { set: options.name, command: options.command });
        // A function is invoked again after a failure; what is said once need not be said three times.
        if (usage.missed(miss.line) === 1) host.bus.dispatch({ type: "notice", message: miss.error.message });
        const { line, why, closest, ways } = miss;
        recent.missed({ line, why, closest, ways, traceId: call.traceId });
        throw miss.error;
      }
      usage.hit(found.file);
      recent.answered({ operation, file: found.file, how: "answered", traceId: call.traceId });
      const { status, body: recorded } = found.recording.response;
      const body = instantiate(operation, recorded, request.ordinal);
      const answer = await host.state.write(() => {
        applyAnswer(state, request, status, body);
        return toClientAnswer(state, request, body, tape.volatile(found.file), call);
      });
      if (status === 200) return answer;
      throw new ServiceError(String(body["__type"]), String(body["message"]), { status });
    }),
    modelMs: () => 0,
    serve: (control) =>
      control.on("GET", "/rekognition/recordings", () =>
        jsonAnswer({ mode: "replay", set: options.name, ...recent.all() }),
      ),
    start: async () => undefined,
    async stop() {
      const summary = usage.summary("replay", options.name, tape);
      noteUsed(options.folder, usage.used());
      host.bus.dispatch(summary);
    },
  };
}
