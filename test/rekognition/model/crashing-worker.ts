import { parentPort } from "node:worker_threads";
import type { WorkerRequest } from "../../../dev/rekognition/model/protocol.ts";
import { serve } from "../../../dev/rekognition/model/serve.ts";

// The real worker, which a picture with the content "crash" brings down.
parentPort?.on("message", (request: WorkerRequest) => {
  if (request.kind === "analyse" && Buffer.from(request.bytes).equals(Buffer.from("crash"))) {
    throw new Error("told to crash");
  }
});
if (parentPort) serve(parentPort);
