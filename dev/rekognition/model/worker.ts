import { parentPort, workerData } from "node:worker_threads";
import type { EmbedderChoice } from "./given/embedder.ts";
import { serve } from "./serve.ts";

if (parentPort) serve(parentPort, (workerData ?? undefined) as EmbedderChoice | undefined);
