/*
 * The thread of `DigestThread`: hashes files, one after the other.
 */
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import type { DigestReply, DigestRequest } from "./digest-thread.ts";
import { createDigests } from "./digests.ts";

parentPort?.on("message", (request: DigestRequest) => void answer(request));
post({ kind: "ready" });

async function answer({ id, path, algorithms }: DigestRequest): Promise<void> {
  try {
    const digests = await createDigests(algorithms);
    digests.update([readFileSync(path)]);
    post({ kind: "done", id, digest: await digests.finish() });
  } catch {
    // Whoever asked still has the bytes.
    post({ kind: "done", id, digest: undefined });
  }
}

function post(reply: DigestReply): void {
  parentPort?.postMessage(reply, []);
}
