import { jsonAnswer } from "../../endpoint/http/control.ts";
import { ServiceError } from "../../endpoint/errors.ts";
import type { Call, Host } from "../../endpoint/service.ts";
import type { PictureSource } from "../picture-source.ts";
import { applyAnswer } from "../recordings/apply-answer.ts";
import { toClientAnswer } from "../recordings/client-answer.ts";
import { Consent } from "../recordings/consent.ts";
import { Gate } from "../recordings/gate.ts";
import { instantiate } from "../recordings/instantiate.ts";
import { Recorder, type Storable, isStored } from "../recordings/recorder.ts";
import { RecentAnswers } from "../recordings/recent-answers.ts";
import { fitPictures } from "../recordings/shrink.ts";
import { Tape } from "../recordings/tape.ts";
import { tellSent } from "../recordings/tell-sent.ts";
import { type TapeRequest, fetchPictures, isRead, toTapeRequest } from "../recordings/tape-request.ts";
import { TapeState } from "../recordings/tape-state.ts";
import { UpstreamIds } from "../recordings/upstream-ids.ts";
import { fromUpstreamOutput, toUpstreamInput } from "../recordings/upstream-terms.ts";
import { UpstreamTranslation } from "../recordings/upstream-translation.ts";
import { Upstream } from "../recordings/upstream.ts";
import { Usage } from "../recordings/usage.ts";
import { removeUnfinished } from "../recordings/whole-files.ts";
import { withholdAttributes } from "../recordings/withhold-attributes.ts";
import { everyOperation } from "./every-operation.ts";
import type { RekognitionOptions } from "./mode-options.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";

/** Has an upstream answer, stores the answers, and gives clients what a replay of them will give. */
export function createRecordMode(
  host: Host,
  source: PictureSource,
  options: Extract<RekognitionOptions, { mode: "record" }>,
): RekognitionMode {
  const { folder, name } = options.recordings;
  const notice = (message: string): void => host.bus.dispatch({ type: "notice", message });
  const tape = new Tape(folder);
  const state = new TapeState(host.state, folder);
  const upstream = new Upstream(options.upstream);
  const translation = new UpstreamTranslation(host, new UpstreamIds(host.state, folder), options.upstream.prefix);
  const usage = new Usage();
  const recent = new RecentAnswers();
  const recorder = new Recorder(tape, usage, {
    update: options.record.update,
    secrets: () => upstream.secrets(),
    notice,
  });
  const consent = new Consent(tape, options.record);
  const gate = new Gate();
  const told = new Set<string>();

  /** A function is invoked again after a failure; what is said once need not be said three times. */
  const requireConsent = async (pictures: ReadonlyMap<string, Uint8Array>): Promise<void> => {
    try {
      await consent.require(pictures);
    } catch (error) {
      if (error instanceof ServiceError && !told.has(error.message)) {
        told.add(error.message);
        notice(error.message);
      }
      throw error;
    }
  };

  /** What an earlier recording left under the developer's prefix goes: answers would hold its faces. */
  const callUpstream = async ({ operation, collection }: TapeRequest, input: Record<string, unknown>) => {
    const answer = await upstream.call(operation, input);
    const exists = "error" in answer && answer.error.code === "ResourceAlreadyExistsException";
    if (!exists || operation !== "CreateCollection" || collection === undefined) return answer;
    const summary = await host.state.read(() => state.summary(collection));
    if (options.upstream.prefix === "" || summary.collection !== "unknown") return answer;
    notice(`The upstream had a collection ${options.upstream.prefix}${collection} of an earlier run; it was emptied.`);
    await upstream.call("DeleteCollection", { CollectionId: input["CollectionId"] });
    return upstream.call(operation, input);
  };

  const ask = async (request: TapeRequest): Promise<Storable> => {
    const { collection } = request;
    const isReadOfOne = collection !== undefined && isRead(request.operation);
    const holds = isReadOfOne ? await host.state.read(() => state.fewFaces(collection)) : undefined;
    const { sent, shrunk } = await fitPictures(request.pictures, notice);
    const input = await toUpstreamInput(upstream, await translation.toUpstream(request), sent);
    const answer = await callUpstream(request, input);
    await tellSent(request.operation, sent, options.upstream, notice);
    if ("error" in answer) {
      const { code, status } = answer.error;
      if (!isStored(code)) throw new ServiceError(code, answer.error.message, { status });
      const message = await translation.toTapeMessage(request, answer.error.message);
      return { request, holds, shrunk, status, body: { __type: code, message }, volatile: {} };
    }
    const output = fromUpstreamOutput(request.operation, answer.output, options.upstream.prefix);
    const { body, volatile } = await translation.toTape(request, output);
    return {
      request,
      holds,
      shrunk,
      status: 200,
      body: withholdAttributes(request, body, consent.attributes),
      volatile,
    };
  };

  const answer = async (request: TapeRequest, call: Call): Promise<unknown> => {
    const storable = await ask(request);
    const stored = await recorder.store(storable);
    if (stored !== undefined) {
      recent.answered({ operation: request.operation, ...stored, traceId: call.traceId });
    }
    const { status, volatile } = storable;
    const body = instantiate(request.operation, storable.body, request.ordinal);
    const shown = await host.state.write(() => {
      applyAnswer(state, request, status, body);
      return toClientAnswer(state, request, body, volatile, call);
    });
    if (status === 200) return shown;
    throw new ServiceError(String(body["__type"]), String(body["message"]), { status });
  };

  return {
    collections: { mode: "record", prefix: options.upstream.prefix },
    operations: everyOperation(async (operation, input, call) => {
      const pictures = await fetchPictures(source, operation, input, call);
      await requireConsent(pictures);
      const { CollectionId } = input;
      const lane = typeof CollectionId === "string" ? CollectionId : "";
      return gate.pass(lane, isRead(operation) ? "read" : "write", async () =>
        answer(await toTapeRequest(host, state, operation, input, pictures), call),
      );
    }),
    modelMs: () => 0,
    serve: (control) =>
      control.on("GET", "/rekognition/recordings", () =>
        jsonAnswer({ ...usage.summary("record", name, tape), ...recent.all() }),
      ),
    start: async () => removeUnfinished(folder),
    async stop() {
      tape.flush();
      await upstream.close();
      host.bus.dispatch(usage.summary("record", name, tape));
    },
  };
}
