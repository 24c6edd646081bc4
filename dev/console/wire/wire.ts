import type { SeenFace } from "../../trace/events.ts";
import type { RecordedCall } from "../../trace/call-ring.ts";
import type { Trace } from "../../trace/trace.ts";

/** What became of one upload, or of one event, in short. */
export interface UploadSummary {
  /** Of its trace. */
  readonly id: string;
  /** Epoch milliseconds of its first step. */
  readonly at: number;
  /** Undefined for events that are about no object. */
  readonly object: { readonly bucket: string; readonly key: string; readonly version?: string } | undefined;
  readonly functionName: string | undefined;
  readonly status: "waiting" | "running" | "finished" | "retrying" | "failed";
  /** From its first step to its last one, while it is under way to the last one so far. */
  readonly ms: number;
  readonly attempt: number;
  readonly error: { readonly type: string; readonly message: string } | undefined;
  /** Why Rekognition refused the picture, where a function lived on with it. */
  readonly refused: string | undefined;
  readonly faces: readonly SeenFace[];
  /** Whether a picture was looked at, so that no face means that there is none. */
  readonly looked: boolean;
  readonly collection: string | undefined;
  /** Writes by table. */
  readonly rows: readonly { readonly table: string; readonly writes: number }[];
  /** ARN of the destination that its record went to. */
  readonly delivered: string | undefined;
}

/** What a page is told as it happens: an array of these is one message of the stream. */
export type StreamMessage =
  /** The first one. `start`: another one after the environment was started again. */
  | { readonly type: "hello"; readonly start: string; readonly engine: string; readonly traces: boolean }
  | { readonly type: "upload"; readonly upload: UploadSummary }
  | {
      readonly type: "logs";
      readonly group: string;
      readonly stream: string;
      readonly lines: readonly { readonly at: number; readonly text: string }[];
    }
  /** Something was deployed: names may be others. */
  | { readonly type: "deployed" }
  /** The sources were saved: what came of it. */
  | { readonly type: "code"; readonly state: "saved" | "live" | "failed"; readonly text: string }
  | { readonly type: "notice"; readonly text: string }
  /** On an engine without steps: objects or items may be others than before. */
  | { readonly type: "changed" };

/** One upload in full. */
export interface UploadDetail {
  readonly upload: UploadSummary;
  readonly trace: Trace;
  readonly calls: readonly RecordedCall[];
  /** The event that the function was invoked with, JSON; undefined where it was not kept. */
  readonly payload: string | undefined;
}

/** A resource of the app that runs, and its place in the drawing. */
export interface AppNode {
  /** `<kind>:<name>` */
  readonly id: string;
  readonly kind: "bucket" | "function" | "collection" | "table" | "queue";
  readonly name: string;
  readonly stack: string;
  readonly logicalId: string;
}

/** The app that runs, as its stacks and their resources say. */
export interface App {
  readonly stacks: readonly string[];
  readonly nodes: readonly AppNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: "event" | "use" | "failed" }[];
}

/** How much each node holds, by its id: objects, items, faces, messages, or invocations of the last 24 hours. */
export type Counts = Readonly<Record<string, { readonly count: number; readonly more: boolean }>>;

/** What a page needs to change something. */
export interface Session {
  readonly token: string;
  readonly start: string;
}

/** Carries the token of the session. */
export const CONSOLE_TOKEN_HEADER = "x-doppelface-console";
