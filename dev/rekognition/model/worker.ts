import { parentPort } from "node:worker_threads";
import { serve } from "./serve.ts";

if (parentPort) serve(parentPort);
