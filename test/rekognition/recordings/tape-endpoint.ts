import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { afterAll } from "vitest";
import { rekognitionAs } from "../../../dev/rekognition/definition.ts";
import type { RecordOptions, RecordingsOptions } from "../../../dev/rekognition/modes/mode-options.ts";
import type { UpstreamOptions } from "../../../dev/rekognition/recordings/upstream.ts";
import type { RecordingsUsage } from "../../../dev/rekognition/recordings/usage.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";

/** Rekognition alone, with a client for it and what it told. */
export interface TapeEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly client: RekognitionClient;
  readonly notices: readonly string[];
  /** Stops it and resolves with what became of the recordings. */
  end(): Promise<RecordingsUsage | undefined>;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder for a set of recordings that is not there yet; it goes with the test file. */
export function emptySet(): string {
  const folder = mkdtempSync(join(tmpdir(), "doppelface-recordings-"));
  folders.push(folder);
  return join(folder, "set");
}

/** A second instance in mode local, as the upstream of a recording. */
export function startUpstream(): Promise<TapeEndpoint> {
  return startTape({ mode: "local", pictures: { from: "remote-s3", endpoint: undefined } });
}

/** Rekognition that records what `upstream` answers. */
export function startRecording(
  upstream: string,
  folder: string,
  options: { record?: Partial<RecordOptions>; upstream?: Partial<UpstreamOptions>; s3Endpoint?: string } = {},
): Promise<TapeEndpoint> {
  return startTape({
    mode: "record",
    pictures: { from: "remote-s3", endpoint: options.s3Endpoint },
    recordings: { name: "test", folder, command: "doppelface up", expired: "refuse" },
    record: { update: false, attributes: false, consent: undefined, expires: undefined, ...options.record },
    upstream: { url: upstream, region: "us-east-1", prefix: "someone-", maxCalls: 1000, ...options.upstream },
  });
}

/** Rekognition that has `upstream` answer, and stores nothing. */
export function startAws(upstream: string, options: Partial<UpstreamOptions> = {}): Promise<TapeEndpoint> {
  return startTape({
    mode: "aws",
    pictures: { from: "remote-s3", endpoint: undefined },
    upstream: { url: upstream, region: "us-east-1", prefix: "someone-", maxCalls: 1000, ...options },
  });
}

/** Rekognition that answers from recordings. */
export function startReplay(folder: string, options: Partial<RecordingsOptions> = {}): Promise<TapeEndpoint> {
  return startTape({
    mode: "replay",
    pictures: { from: "remote-s3", endpoint: undefined },
    recordings: { name: "test", folder, command: "doppelface up", expired: "refuse", ...options },
  });
}

async function startTape(options: Parameters<typeof rekognitionAs>[0]): Promise<TapeEndpoint> {
  const bus = new Bus();
  const notices: string[] = [];
  let usage: RecordingsUsage | undefined;
  bus.on("notice", ({ message }) => notices.push(message));
  bus.on("recordings", (event) => (usage = event));
  const endpoint = await startTestEndpoint({
    services: [rekognitionAs(options)],
    bus,
  });
  const client = new RekognitionClient(endpoint.client);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    client.destroy();
    stopped ??= endpoint.stop();
    return stopped;
  };
  return {
    url: endpoint.url,
    client,
    notices,
    async end() {
      await stop();
      return usage;
    },
    [Symbol.asyncDispose]: stop,
  };
}
