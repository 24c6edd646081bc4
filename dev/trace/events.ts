/**
 * A face in a picture: its box as ratios (left, top, width, height), its id where it was indexed, else why it was not.
 */
export interface SeenFace {
  readonly box: readonly [left: number, top: number, width: number, height: number];
  readonly faceId?: string;
  readonly reasons?: readonly string[];
}

/** What a call of Rekognition saw. `picture`: where it was read from S3; `collection`: where faces were stored. */
export interface SeenPicture {
  readonly picture?: { readonly bucket: string; readonly key: string; readonly version?: string };
  readonly collection?: string;
  readonly faces: readonly SeenFace[];
}

/** What happens in the environment, one event a step. `traceId` joins the steps of one upload. */
export type DevEvent =
  /** An object version became durable, with its pending notifications. `ms`: from the first byte to the commit. */
  | {
      type: "uploaded";
      traceId: string;
      bucket: string;
      key: string;
      version: string | undefined;
      size: number;
      ms: number;
    }
  /**
   * A call with a trace id came over HTTP and was answered; retries of an SDK are calls of their own, told apart by
   * `attempt` (from 1). `at`: epoch milliseconds at its first byte; `byFunction`: signed with a function's credentials;
   * `error`: code and message; `fault`: id of the fault that was put in its way.
   */
  | {
      type: "called";
      traceId: string;
      service: string;
      operation: string;
      at: number;
      ms: number;
      attempt: number;
      byFunction: boolean;
      status: number;
      error: string | undefined;
      fault: string | undefined;
    }
  /** A bucket notification matched; its event stands in the queue of `target` (an ARN). */
  | { type: "notified"; traceId: string; bucket: string; key: string; event: string; target: string }
  /**
   * An environment begins to run the handler. `waitMs`: from event to start; `initMs`: the init phase, where the start
   * is cold; `attempt` counts from 1; `payload`: the event, JSON.
   */
  | {
      type: "invoked";
      traceId: string;
      functionName: string;
      requestId: string;
      cold: boolean;
      attempt: number;
      waitMs: number;
      initMs: number | undefined;
      payload: string;
    }
  /**
   * Rekognition answered a call. `faces`: how many the answer holds, `faceIds`: those of them that a collection has;
   * `modelMs`: spent in the model; `functionName`: of the function that called; `seen`: where the faces lie, for a call
   * that looked at a picture.
   */
  | {
      type: "recognised";
      traceId: string | undefined;
      operation: string;
      functionName?: string | undefined;
      faces: number | undefined;
      faceIds?: readonly string[];
      ms: number;
      modelMs: number;
      error: string | undefined;
      seen?: SeenPicture;
    }
  /** The face model begins to load its nets, at the first picture. */
  | { type: "modelLoading" }
  /** The face model is ready. */
  | { type: "modelLoaded"; ms: number }
  /**
   * DynamoDB answered a write. `keys`: of the items that were put or updated; `functionName`: of the function that
   * called.
   */
  | {
      type: "stored";
      traceId: string | undefined;
      operation: string;
      functionName?: string | undefined;
      table: string;
      keys?: readonly ItemKey[];
      ms: number;
      error: string | undefined;
    }
  /** Log lines were put. `times`: epoch milliseconds of each; `functionName`: of the function whose they are. */
  | {
      type: "logged";
      traceId: string | undefined;
      functionName?: string | undefined;
      logGroup: string;
      logStream: string;
      lines: string[];
      times: number[];
    }
  /** The handler returned. `ms`: billed time, the init phase of a cold start included. */
  | { type: "finished"; traceId: string; functionName: string; requestId: string; ms: number }
  /**
   * The handler threw, timed out or ended; `willRetry` tells whether Lambda tries again; `stack`: lines, if it has one.
   */
  | {
      type: "failed";
      traceId: string;
      functionName: string;
      requestId: string;
      ms: number;
      errorType: string;
      errorMessage: string;
      stack: readonly string[];
      willRetry: boolean;
    }
  /** The record of an invocation reached the function's destination (an ARN); `condition` as in that record. */
  | {
      type: "delivered";
      traceId: string;
      functionName: string;
      requestId: string;
      destination: string;
      condition: string;
    }
  /** A stack reached a status, or one of its resources did. */
  | {
      type: "stackChanged";
      stack: string;
      logicalId: string | undefined;
      resourceType: string | undefined;
      status: string;
      reason: string | undefined;
    }
  /**
   * A run with recorded Rekognition answers ended. `hits`: requests that a file answered; `misses`: one line each;
   * `unused`, `written`, `kept` (the upstream answered otherwise, the file was left): paths below `folder`; `refused`:
   * why answers were not stored.
   */
  | {
      type: "recordings";
      mode: "record" | "replay";
      set: string;
      folder: string;
      hits: number;
      misses: string[];
      unused: string[];
      written: string[];
      kept: string[];
      refused: string[];
    }
  /**
   * An app was deployed. `copied`: of functions whose code is a folder as it is, that folder, absolute, by their names.
   */
  | { type: "deployed"; copied: Readonly<Record<string, string>> }
  /**
   * A save of sources was seen: invocations of the functions wait until `live` or `reloadFailed` names them. `files`:
   * from the project's root.
   */
  | { type: "sourceChanged"; functions: readonly string[]; files: readonly string[] }
  /** A function was bundled again. `ms`: spent in esbuild; `bytes`: of the bundle, without its source map. */
  | { type: "bundled"; functionName: string; ms: number; bytes: number }
  /**
   * The functions run what was saved; those that run something else than before are `reloaded`. `ms`: since the save
   * was seen; `what`: that came of it, `nothing` where the bundle is the same as before, `restored` where that is so of
   * files that were told as not live; `notLive`: files that still are, from earlier saves; `changes`: what a save of
   * the app changed in its stacks; `echo`: nothing came of it, and what came of the same files was told right before,
   * as where an editor writes twice.
   */
  | {
      type: "live";
      functions: readonly string[];
      reloaded: readonly string[];
      /** How many functions the app has. */
      among: number;
      what: "bundle" | "stack" | "restored" | "nothing";
      files: readonly string[];
      notLive?: readonly string[];
      echo?: boolean;
      ms: number;
      changes: readonly string[];
    }
  /** A save did not come to functions, which go on with the code that they have. `message`: why, of many lines. */
  | { type: "reloadFailed"; functions: readonly string[]; files: readonly string[]; message: string }
  /** Something that the user should know once, for example a key whose signature cannot be checked. */
  | { type: "notice"; message: string };

/** The key of an item, in DynamoDB's own form: `{ id: { S: "…" } }`. */
export type ItemKey = Readonly<
  Record<string, { readonly S: string } | { readonly N: string } | { readonly B: string }>
>;

/** One kind of event by its type. */
export type EventOf<Type extends DevEvent["type"]> = Extract<DevEvent, { type: Type }>;
