import type { LookedAt } from "./engine.ts";
import type { AnalyseOptions, PictureErrorCode } from "./face-model.ts";

/** What the main thread asks of the worker; `close` is answered by the worker's end. */
export type WorkerRequest =
  | { readonly kind: "load"; readonly id: number }
  | { readonly kind: "analyse"; readonly id: number; readonly bytes: Uint8Array; readonly options: AnalyseOptions }
  | { readonly kind: "embed"; readonly id: number; readonly bytes: Uint8Array; readonly picture: LookedAt }
  | { readonly kind: "close" };

/** What failed, in a form that crosses the thread boundary; `code` marks an error of the picture. */
export interface WorkerFailure {
  readonly message: string;
  readonly stack?: string;
  readonly code?: PictureErrorCode;
}

/** The worker's answer to the request of that id. */
export type WorkerReply =
  | { readonly kind: "done"; readonly id: number; readonly picture?: LookedAt }
  | { readonly kind: "failed"; readonly id: number; readonly failure: WorkerFailure };
