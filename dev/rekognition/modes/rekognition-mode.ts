import type { Call, OperationTable } from "../../endpoint/service.ts";

/** Who answers Rekognition's calls. */
export interface RekognitionMode {
  readonly operations: OperationTable;
  /** Milliseconds that a call has spent in a face model, 0 where it needed none. */
  modelMs(call: Call): number;
  /** Resumes what a crash interrupted. */
  start(): Promise<void>;
  /** Frees what the mode holds; later calls reject. */
  stop(): Promise<void>;
}
